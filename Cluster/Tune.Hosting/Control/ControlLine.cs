using System.Text;

namespace Tune.Hosting.Control;

internal static class ControlLine
{
    public static async Task<string> ReadAsync(Stream stream, int bytesMax, CancellationToken cancellation)
    {
        var line = new MemoryStream();
        var one = new byte[1];
        while (line.Length < bytesMax && await stream.ReadAsync(one, cancellation) == 1 && one[0] != '\n')
        {
            line.WriteByte(one[0]);
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    public static async Task WriteAsync(Stream stream, string line, CancellationToken cancellation) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation);
}
