using System.Text;
using System.Text.RegularExpressions;

namespace Tune.Trainables.Commands;

/// <summary>
/// What stands around a message without changing it: blanks, a byte order mark, a terminal's colours, the zero bytes of
/// UTF-16. And lines that were meant as messages and cannot be taken for them.
/// </summary>
internal static partial class MessageText
{
    private const int QuoteMax = 200;
    private const byte Escape = 0x1B;

    /// <summary>Whether a line that starts so may be a message, which may be longer than text.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> start) => Bare(start) is [(byte)'{', ..];

    /// <summary>The message in a line without what stands around it; the line itself if that is all there is.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        var bare = Bare(line);
        if (bare is not [(byte)'{', ..])
        {
            return bare;
        }

        if (bare is [_, 0, ..])
        {
            // Of the other byte order the first zero is gone, and the last letter lacks its own.
            byte[] pairs = bare.Length % 2 == 0 ? bare.ToArray() : [.. bare, 0];
            bare = Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(pairs));
        }

        var end = bare.LastIndexOf((byte)'}') + 1;
        return end > 0 && Bare(bare[end..]).IsEmpty ? bare[..end] : bare;
    }

    /// <summary>Whether a line was meant as a message: it has the first key and its value, in some quotes.</summary>
    public static bool IsMeant(ReadOnlySpan<byte> line) =>
        HasWord(line) && Key().IsMatch(Text(line));

    /// <summary>What to say about such a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="why">Why it is not read, as the end of a sentence.</param>
    public static string Warning(ReadOnlySpan<byte> line, string why)
    {
        var text = Text(line);
        var shown = new StringBuilder();
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, QuoteMax)))
        {
            shown.Append(char.IsControl(letter) ? $"\\x{(int)letter:x2}" : letter.ToString());
        }

        var more = text.Length > QuoteMax ? "…" : "";
        return $"A line looks like a report and is not read as one, {why}: '{shown}{more}'. A report is a line of its "
            + "own on standard output, such as {\"tune\":\"report\",\"metrics\":{\"loss\":0.3}}.";
    }

    // Programs print a lot, and next to none of it is meant: without the word nothing is decoded.
    private static bool HasWord(ReadOnlySpan<byte> line)
    {
        while (line.IndexOfAny((byte)'t', (byte)'T') is >= 0 and var at)
        {
            line = line[at..];
            if (LetterAt(line, 1) == 'u' && LetterAt(line, 2) == 'n' && LetterAt(line, 3) == 'e')
            {
                return true;
            }

            line = line[1..];
        }

        return false;
    }

    // In lower case; in UTF-16 there is a zero byte between letters.
    private static int LetterAt(ReadOnlySpan<byte> text, int index)
    {
        var at = text is [_, 0, ..] ? 2 * index : index;
        return at < text.Length ? text[at] | 0x20 : 0;
    }

    private static string Text(ReadOnlySpan<byte> line) =>
        Encoding.UTF8.GetString(line).Replace("\0", "", StringComparison.Ordinal);

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var length = text switch
            {
                [(byte)' ' or (byte)'\t' or 0, ..] => 1,
                [0xEF, 0xBB, 0xBF, ..] => 3,
                [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => 2,
                [Escape, (byte)'[', ..] => Colour(text),
                _ => 0,
            };
            if (length == 0)
            {
                return text;
            }

            text = text[length..];
        }
    }

    // Escape, bracket, numbers, a letter.
    private static int Colour(ReadOnlySpan<byte> text)
    {
        var length = 2;
        while (length < text.Length && text[length] is (>= (byte)'0' and <= (byte)'?'))
        {
            length++;
        }

        return length < text.Length ? length + 1 : 0;
    }

    [GeneratedRegex(
        """["']tune\\?["']\s*:\s*\\?["'](report|checkpoint)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
