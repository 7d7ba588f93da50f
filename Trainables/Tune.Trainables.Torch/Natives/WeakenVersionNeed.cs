// Compiled by the build itself (see Torch.Native.targets), not into the assembly: a fresh machine has the .NET SDK
// and nothing else.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Tune.Trainables.Torch.Natives;

/// <summary>
/// Writes a copy of an ELF library in which one version need is weak, so that a loader whose C++ library lacks that
/// version accepts it.
/// </summary>
/// <remarks>
/// TorchSharp's native glue is built with GCC 13, whose headers leave an undefined marker symbol of version
/// GLIBCXX_3.4.32 in every library that includes iostream. The marker is never called and has no relocation; it only
/// makes older hosts refuse to load the file. The ELF word for "this version is welcome but not required" is the flag
/// VER_FLG_WEAK in the need's record, which is what this task sets: two bytes. It refuses when any other symbol depends
/// on the version, because then the library would truly need it.
/// </remarks>
public sealed class WeakenVersionNeed : Task
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const uint VersionSymbolSection = 0x6fffffff;
    private const ushort Weak = 2;

    /// <summary>The library as the package brings it; only read.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>
    /// Where the mended copy goes; replaced by rename, so a link that stands there is broken and not written through.
    /// </summary>
    [Required]
    public string Destination { get; set; }

    /// <summary>The version to weaken, for example GLIBCXX_3.4.32.</summary>
    [Required]
    public string Need { get; set; }

    /// <summary>The only symbol that may carry that version.</summary>
    [Required]
    public string Marker { get; set; }

    public override bool Execute()
    {
        try
        {
            var image = File.ReadAllBytes(Source);
            Weaken(image);
            var folder = Path.GetDirectoryName(Path.GetFullPath(Destination));
            Directory.CreateDirectory(folder);
            var name = "." + Path.GetFileName(Destination) + "." + Guid.NewGuid().ToString("N");
            var temporary = Path.Combine(folder, name);
            File.WriteAllBytes(temporary, image);
            if (File.Exists(Destination))
                File.Delete(Destination);
            File.Move(temporary, Destination);
            Log.LogMessage(MessageImportance.Normal, "{0}: the need for {1} is weak now.", Destination, Need);
            return true;
        }
        catch (Exception error) when (error is InvalidDataException || error is IOException
            || error is ArgumentException || error is IndexOutOfRangeException
            || error is UnauthorizedAccessException || error is OverflowException)
        {
            Log.LogError("Cannot make the need for {0} weak in {1}: {2}", Need, Source, error.Message);
            return false;
        }
    }

    private void Weaken(byte[] image)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F')
            throw new InvalidDataException("it is not an ELF file.");
        if (image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("it is not a 64-bit little-endian ELF file.");
        var sections = Sections(image);
        var needs = sections.Find(section => section.Type == VersionNeedSection);
        if (needs.Size == 0)
            throw new InvalidDataException("it has no table of needed versions.");
        var record = FindNeed(image, needs, sections[needs.Link]);
        if (record < 0)
        {
            Log.LogMessage(MessageImportance.Normal, "{0} does not need {1}; copied as it is.", Source, Need);
            return;
        }
        if (UInt32(image, record) != ElfHash(Need))
            throw new InvalidDataException("the recorded hash is not that of the version's name.");
        CheckUsers(image, sections, UInt16(image, record + 6));
        image[record + 4] |= (byte)Weak;
    }

    // Offset of the Elf64_Vernaux record with our name, or -1. Layouts are those of the System V ABI's symbol
    // versioning.
    private int FindNeed(byte[] image, Section needs, Section names)
    {
        var need = needs.Offset;
        while (true)
        {
            var count = UInt16(image, need + 2);
            var auxiliary = checked(need + (int)UInt32(image, need + 8));
            for (var i = 0; i < count; i++)
            {
                if (Text(image, names, UInt32(image, auxiliary + 8)) == Need)
                    return auxiliary;
                auxiliary = checked(auxiliary + (int)UInt32(image, auxiliary + 12));
            }
            var next = UInt32(image, need + 12);
            if (next == 0)
                return -1;
            need = checked(need + (int)next);
        }
    }

    private void CheckUsers(byte[] image, List<Section> sections, ushort version)
    {
        var versions = sections.Find(section => section.Type == VersionSymbolSection);
        if (versions.Size == 0)
            throw new InvalidDataException("it has no table of symbol versions.");
        var symbols = sections[versions.Link];
        var names = sections[symbols.Link];
        for (var i = 0; i < versions.Size / 2; i++)
        {
            if ((UInt16(image, versions.Offset + (2 * i)) & 0x7fff) != version)
                continue;
            var name = Text(image, names, UInt32(image, checked(symbols.Offset + (24 * i))));
            if (name != Marker)
                throw new InvalidDataException("the symbol " + name + " needs that version too.");
        }
    }

    private static List<Section> Sections(byte[] image)
    {
        var table = checked((int)BitConverter.ToInt64(image, 0x28));
        var size = UInt16(image, 0x3a);
        var count = UInt16(image, 0x3c);
        var sections = new List<Section>();
        for (var i = 0; i < count; i++)
        {
            var at = checked(table + (i * size));
            sections.Add(new Section
            {
                Type = UInt32(image, at + 4),
                Offset = checked((int)BitConverter.ToInt64(image, at + 0x18)),
                Size = checked((int)BitConverter.ToInt64(image, at + 0x20)),
                Link = checked((int)UInt32(image, at + 0x28)),
            });
        }
        return sections;
    }

    private static uint ElfHash(string name)
    {
        var hash = 0u;
        foreach (var letter in name)
        {
            hash = unchecked((hash << 4) + letter);
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }
        return hash;
    }

    private static string Text(byte[] image, Section names, uint at)
    {
        var start = checked(names.Offset + (int)at);
        var end = Array.IndexOf(image, (byte)0, start);
        return Encoding.ASCII.GetString(image, start, end - start);
    }

    private static ushort UInt16(byte[] image, int at) { return BitConverter.ToUInt16(image, at); }

    private static uint UInt32(byte[] image, int at) { return BitConverter.ToUInt32(image, at); }

    private struct Section
    {
        public uint Type;
        public int Offset;
        public int Size;
        public int Link;
    }
}
