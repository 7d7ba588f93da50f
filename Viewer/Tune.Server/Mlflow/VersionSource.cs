using Tune.Engine.Runs;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Where the files of a version are said to be. It is only passed on to clients, who read it with their own
/// rights: a path of a machine, or one that leads out of where it begins, would have them read what nobody
/// registered.</summary>
internal static class VersionSource
{
    private const int DecodingsMax = 8;

    /// <summary>Whether it is a path of some machine, not an address.</summary>
    public static bool IsLocal(string source) => Scheme(source) is "" or "file";

    /// <summary>Whether it is a path without a scheme, neither a file's address nor a drive's.</summary>
    public static bool IsPath(string source) => Scheme(source) is "" && source is not [_, ':', ..];

    /// <param name="source">What is said.</param>
    /// <param name="home">Where the files are of the run or the logged model that it is made from; null if none was
    /// named.</param>
    /// <exception cref="RunException">Nothing can be registered from there.</exception>
    public static void Check(string source, string? home)
    {
        if (!IsLocal(source))
        {
            CheckAddress(source);
        }
        else if (home is null || !IsLocal(home) || !IsWithin(PathOf(source), PathOf(home)))
        {
            throw new RunException(
                RunFault.Invalid,
                $"Invalid model version source: '{Problem.Quoted(source)}'. To use a local path as a model version "
                + "source, name the run or the logged model that the path is inside the artifacts of.");
        }
    }

    /// <summary>The id of the logged model that an address of the form <c>models:/m-…</c> names; null for any other.
    /// </summary>
    public static string? LoggedModelOf(string source)
    {
        var path = Scheme(source) == "models" ? source["models:".Length..].Trim('/') : "";
        return path.StartsWith("m-", StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal)
            ? path : null;
    }

    /// <summary>The version that an address of the form <c>models:/NAME/2</c> names; null for any other.</summary>
    public static (string Name, int Version)? VersionOf(string source) =>
        Scheme(source) == "models" && source["models:".Length..].Trim('/').Split('/') is [var name, var number]
            && int.TryParse(
                number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var version)
            ? (name, version) : null;

    private static void CheckAddress(string source)
    {
        var plain = source;
        for (var at = 0; at < DecodingsMax && Uri.UnescapeDataString(plain) is var next && next != plain; at++)
        {
            plain = next;
        }

        var path = PathOf(plain);
        if (plain.Contains('\0', StringComparison.Ordinal) || path is not ("" or ['/', ..])
            || plain.Split('/').Contains("..") || path.Split('/').Contains("."))
        {
            throw new RunException(
                RunFault.Invalid,
                $"Invalid model version source: '{Problem.Quoted(source)}'. If supplying a source as an http, https, "
                + "ftp, object store or mlflow-artifacts address, give a whole path without '.' and '..'.");
        }
    }

    // What follows the scheme and the host, without a query.
    private static string PathOf(string source)
    {
        var scheme = Scheme(source);
        var rest = scheme.Length == 0 ? source : source[(scheme.Length + 1)..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.IndexOf('/', 2);
            rest = end < 0 ? "" : rest[end..];
        }

        return rest.Split('?', '#')[0];
    }

    private static bool IsWithin(string path, string folder)
    {
        var (inner, outer) = (Parts(path), Parts(folder));
        return inner.Count >= outer.Count && inner.Take(outer.Count).SequenceEqual(outer);
    }

    private static List<string> Parts(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return parts;
    }

    // One letter before a colon is a drive.
    private static string Scheme(string source)
    {
        var end = source.IndexOf(':', StringComparison.Ordinal);
        return end > 1 && char.IsAsciiLetter(source[0])
            && source[..end].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.')
            ? source[..end].ToLowerInvariant() : "";
    }
}
