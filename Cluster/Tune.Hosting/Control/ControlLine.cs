using System.Text;

namespace Tune.Hosting.Control;

internal static class ControlLine
{
    /// <summary>The next line; what there is of it if the other end leaves first.</summary>
    /// <exception cref="InvalidDataException">It is longer than it may be.</exception>
    public static async Task<string> ReadAsync(Stream stream, int bytesMax, CancellationToken cancellation)
    {
        var line = new MemoryStream();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) == 1 && one[0] != '\n')
        {
            if (line.Length == bytesMax)
            {
                throw new InvalidDataException($"A line of more than {bytesMax} bytes is no request and no answer.");
            }

            line.WriteByte(one[0]);
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    public static async Task WriteAsync(Stream stream, string line, CancellationToken cancellation) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation);
}
