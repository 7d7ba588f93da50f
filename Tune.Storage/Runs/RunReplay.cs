using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>Folds the files of runs into a ledger, as far as there are whole frames; asked again, it goes on there.
/// </summary>
/// <param name="folder">Where the files are.</param>
internal sealed class RunReplay(string folder)
{
    private const int PartMax = 4 << 20;

    // The header of what was read last, a frame or the file, and where it is.
    private byte[] _last = [];
    private long _lastAt;

    public RunLedger Ledger { get; } = new();

    /// <summary>The file that is read; 0 before the first.</summary>
    public int Segment { get; private set; }

    /// <summary>Where in that file the whole frames end.</summary>
    public long Offset { get; private set; }

    /// <summary>How many frames were read.</summary>
    public long Frames { get; private set; }

    /// <summary>How long the file is that was read last.</summary>
    public long Length { get; private set; }

    public string PathOf(int segment) => Journal.Segment.PathOf(folder, segment);

    /// <summary>Reads on to the end.</summary>
    /// <exception cref="StorageException">A file is missing, one that is not the last has no whole frame where one
    /// should be, or what is there makes no sense.</exception>
    public void Advance()
    {
        var numbers = Journal.Segment.NumbersIn(folder);
        while (true)
        {
            if (Segment > 0)
            {
                Read(PathOf(Segment));
            }

            if (!numbers.Contains(Segment + 1))
            {
                if (numbers.Any(number => number > Segment))
                {
                    throw RunSegment.Damage(PathOf(Segment + 1), "it is missing, and there are later ones");
                }

                return;
            }

            if (Segment > 0 && (Offset < Length || Offset == 0))
            {
                throw RunSegment.Damage(PathOf(Segment), $"there is no whole frame at byte {Offset:N0}");
            }

            (Segment, Offset) = (Segment + 1, 0);
        }
    }

    /// <summary>Whether what was read last is still there. If not, its owner has cut off what it never acknowledged,
    /// and this ledger is of no use any more.</summary>
    public bool IsInPlace()
    {
        if (_last.Length == 0)
        {
            return true;
        }

        try
        {
            using var file = StoreFile.OpenRead(PathOf(Segment));
            var now = new byte[_last.Length];
            return RandomAccess.GetLength(file) >= Offset && Fill(file, now, _lastAt) == now.Length
                && now.AsSpan().SequenceEqual(_last);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Goes on behind the header, which has been written anew.</summary>
    public void Restart() => Offset = RunSegment.HeaderLength;

    private void Read(string path)
    {
        using var file = StoreFile.OpenRead(path);
        Length = RandomAccess.GetLength(file);
        if (Offset == 0)
        {
            if (Length < RunSegment.HeaderLength || IsEmpty(file))
            {
                // Its making was cut short.
                return;
            }

            var header = new byte[RunSegment.HeaderLength];
            Fill(file, header, 0);
            RunSegment.Check(path, header, Segment, Frames);
            (Offset, _last, _lastAt) = (RunSegment.HeaderLength, header, 0);
        }

        var part = new byte[(int)Math.Min(PartMax, Math.Max(0, Length - Offset))];
        while (Offset < Length)
        {
            var filled = Fill(file, part.AsSpan(0, (int)Math.Min(part.Length, Length - Offset)), Offset);
            var used = Take(path, part.AsSpan(0, filled));
            Offset += used;
            if (used == 0 && !TryGrow(ref part, filled))
            {
                return;
            }
        }
    }

    // A power cut may leave a file its length and take its bytes. The header was safe before there were frames, so if
    // it is gone and there is anything behind it, that is damage.
    private bool IsEmpty(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var part = new byte[(int)Math.Min(Length, 64 << 10)];
        for (var at = 0L; at < Length; at += part.Length)
        {
            var filled = Fill(file, part, at);
            if (part.AsSpan(0, filled).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    // A frame may be longer than what was read at once.
    private bool TryGrow(ref byte[] part, int filled)
    {
        if (filled < part.Length || Length - Offset <= filled || part.Length >= RunFrame.PayloadMax + PartMax)
        {
            return false;
        }

        part = new byte[(int)Math.Min(Length - Offset, RunFrame.PayloadMax + PartMax)];
        return true;
    }

    private int Take(string path, ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (RunFrame.TryRead(bytes[used..], out var frame))
        {
            if (frame.Number != Frames)
            {
                throw RunSegment.Damage(path, $"a frame at byte {Offset + used:N0} is out of order");
            }

            try
            {
                foreach (var fact in RunFactBytes.ReadAll(bytes.Slice(used + RunFrame.HeaderLength, frame.Payload)))
                {
                    Ledger.Apply(fact);
                }
            }
            catch (Exception wrong) when (wrong is InvalidDataException or ArgumentException)
            {
                throw RunSegment.Damage(
                    path, $"at byte {Offset + used:N0} {wrong.Message}, or it is from a newer version", wrong);
            }

            Frames++;
            (_last, _lastAt) = (bytes.Slice(used, RunFrame.HeaderLength).ToArray(), Offset + used);
            used += frame.Length;
        }

        return used;
    }

    private static int Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> into, long at)
    {
        var done = 0;
        while (done < into.Length && RandomAccess.Read(file, into[done..], at + done) is > 0 and var read)
        {
            done += read;
        }

        return done;
    }
}
