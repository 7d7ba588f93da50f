using System.Reflection;
using System.Runtime.InteropServices;

namespace Tune.Engine.Ports;

// By which code something was written: only the very same code reads it.
public sealed partial class MemoryCarrier
{
    private readonly Func<Assembly, string> _builds;
    private readonly List<string> _makers = [];

    /// <summary>Marks what follows as made on this runtime and processor; reading, it must be the very same.</summary>
    internal void Runtime()
    {
        var here = $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}";
        if (Text(here) != here)
        {
            throw new InvalidDataException("another runtime wrote this");
        }
    }

    /// <summary>Marks what follows as made by this code; reading, it must be the very same.</summary>
    internal void Maker(Assembly code)
    {
        if (code.IsDynamic)
        {
            throw new NotSupportedException("Code that is made at run time cannot be told from other code.");
        }

        var build = _builds(code);
        var place = Place(_makers.IndexOf(build) + 1, _makers.Count);
        if ((place == 0 ? Text(build) : _makers[place - 1]) != build)
        {
            throw new InvalidDataException($"another build of {code.GetName().Name} wrote this");
        }

        if (place == 0)
        {
            _makers.Add(build);
        }
    }

    private static string Alone(Assembly code) => code.ManifestModule.ModuleVersionId.ToString("N");
}
