using System.Globalization;
using System.Text;
using Tune.Engine.Randomness;

namespace Tune.Hosting.Control;

internal static class ControlPath
{
    // sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
    private const int BytesMax = 100;

    /// <summary>The socket file of a store: inside its folder, or under the temporary folder when that path is too
    /// long for a socket.</summary>
    public static string Of(string store)
    {
        var full = Path.GetFullPath(store);
        var inside = Path.Combine(full, "control.sock");
        return Encoding.UTF8.GetByteCount(inside) <= BytesMax
            ? inside
            : Path.Combine(Path.GetTempPath(), string.Create(
                CultureInfo.InvariantCulture, $"tune-{Mix.Into(Mix.Start, full):x16}.sock"));
    }
}
