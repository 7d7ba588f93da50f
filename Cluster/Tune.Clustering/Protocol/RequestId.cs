using System.Globalization;

namespace Tune.Clustering.Protocol;

/// <summary>Tells a request from every other one, on all nodes. What is sent again carries the same.</summary>
/// <param name="Client">Who asks: drawn once for each node that starts.</param>
/// <param name="Number">Its number with that client, from 1.</param>
internal readonly record struct RequestId(Guid Client, long Number)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static RequestId Parse(string text)
    {
        var dot = text.LastIndexOf('.');
        return dot > 0 && Guid.TryParseExact(text.AsSpan(0, dot), "N", out var client)
            && long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new RequestId(client, number)
            : throw new FormatException($"'{text}' is no request's name.");
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Client:N}.{Number}");
}
