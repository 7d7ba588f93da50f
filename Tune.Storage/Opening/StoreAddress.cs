namespace Tune.Storage.Opening;

/// <summary>Where a store is, as <c>--store</c> and the options of a host name it: a path, or a scheme, a colon and
/// what that kind of store makes of the rest.</summary>
public sealed record StoreAddress
{
    /// <summary>The scheme of a path without one.</summary>
    public const string FileScheme = "file";

    private StoreAddress(string text, string scheme, string rest) => (Text, Scheme, Rest) = (text, scheme, rest);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Which kind of store it is, in lower case.</summary>
    public string Scheme { get; }

    /// <summary>What follows the scheme and its colon; the path where no scheme was given.</summary>
    public string Rest { get; }

    /// <summary>Takes an address apart. A scheme has two letters or more, so that <c>C:\data</c> is a path; a path with
    /// a colon in its first part is written <c>./a:b</c>.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static StoreAddress Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 1 && char.IsAsciiLetter(text[0]) && text[..end].All(IsOfScheme)
            ? new StoreAddress(text, text[..end].ToLowerInvariant(), text[(end + 1)..])
            : new StoreAddress(text, FileScheme, text);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static bool IsOfScheme(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.';
}
