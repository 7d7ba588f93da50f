using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Tune.Engine.Ports;

// By which code something was written: only the very same code reads it.
public sealed partial class MemoryCarrier
{
    // Of the framework; what it is called says which one it is.
    private static readonly string[] s_frameworkKeys =
        ["b03f5f7f11d50a3a", "7cec85d7bea7798e", "cc7b13ffcd2ddd51", "b77a5c561934e089"];

    private readonly List<Guid> _makers = [];
    private readonly HashSet<Guid> _walked = [];

    /// <summary>Marks what follows as made on this runtime and processor; reading, it must be the very same.</summary>
    internal void Runtime()
    {
        var here = $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}";
        if (Text(here) != here)
        {
            throw new InvalidDataException("another runtime wrote this");
        }
    }

    /// <summary>Marks what follows as made by this class and those that it is derived from.</summary>
    internal void Maker(Type code)
    {
        for (var type = code; type is not null && !IsFramework(type.Assembly.GetName()); type = type.BaseType)
        {
            Maker(type.Module);
        }
    }

    /// <summary>Marks what follows as made by this code and what it is built on; reading, it must be the very
    /// same.</summary>
    internal void Maker(Module code)
    {
        if (code.Assembly.IsDynamic)
        {
            throw new NotSupportedException("Code that is made at run time cannot be told from other code.");
        }

        Version(code.ModuleVersionId, code.Name);
        if (_walked.Add(code.ModuleVersionId))
        {
            var home = AssemblyLoadContext.GetLoadContext(code.Assembly);
            foreach (var name in code.Assembly.GetReferencedAssemblies())
            {
                if (!IsFramework(name))
                {
                    Version(Resolve(home, name)?.ManifestModule.ModuleVersionId ?? default, name.Name ?? "");
                }
            }
        }
    }

    private void Version(Guid version, string name)
    {
        var place = Place(_makers.IndexOf(version) + 1, _makers.Count);
        if (place == 0)
        {
            Span<byte> bits = stackalloc byte[16];
            version.TryWriteBytes(bits);
            var (low, high) = (BitConverter.ToUInt64(bits), BitConverter.ToUInt64(bits[8..]));
            if (Word(low) == low && Word(high) == high)
            {
                _makers.Add(version);
                return;
            }
        }
        else if (_makers[place - 1] == version)
        {
            return;
        }

        throw new InvalidDataException($"another version of {name} wrote this");
    }

    // Null for one that is not there: it is not run either.
    private static Assembly? Resolve(AssemblyLoadContext? home, AssemblyName name)
    {
        try
        {
            return (home ?? AssemblyLoadContext.Default).LoadFromAssemblyName(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    private static bool IsFramework(AssemblyName name) =>
        name.GetPublicKeyToken() is { Length: > 0 } key && s_frameworkKeys.Contains(Convert.ToHexStringLower(key));
}
