using System.Globalization;
using System.Text;

namespace Tune.Engine.Texts;

/// <summary>
/// The one limit of what training code and machines have to say: messages, reasons and log tails. A journal is read
/// many times, and one exception of 20 MB would fill it.
/// </summary>
public static class TextLimit
{
    /// <summary>The most bytes of UTF-8.</summary>
    public const int BytesMax = 64 * 1024;

    // More than the sentence takes.
    private const int Sentence = 128;

    /// <summary>The text itself if it is short enough; otherwise its beginning and its end, and between them how much
    /// was cut out.</summary>
    public static string Clip(string text)
    {
        if (text is null || text.Length <= BytesMax / 3 || Encoding.UTF8.GetByteCount(text) <= BytesMax)
        {
            return text!;
        }

        const int half = (BytesMax - Sentence) / 2;
        var (from, to) = (LengthOf(text, half, fromEnd: false), text.Length - LengthOf(text, half, fromEnd: true));
        var cut = Encoding.UTF8.GetByteCount(text.AsSpan(from, to - from));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{text.AsSpan(0, from)}\n… {cut:N0} bytes cut out, {BytesMax / 1024} KiB are kept …\n{text.AsSpan(to)}");
    }

    // How many characters go into so many bytes; no character is cut in two.
    private static int LengthOf(string text, int bytes, bool fromEnd)
    {
        var length = 0;
        while (length < text.Length)
        {
            var at = fromEnd ? text.Length - length - 1 : length;
            var isPair = fromEnd
                ? at > 0 && char.IsSurrogatePair(text[at - 1], text[at])
                : at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
            bytes -= isPair ? 4 : text[at] < 0x80 ? 1 : text[at] < 0x800 ? 2 : 3;
            if (bytes < 0)
            {
                return length;
            }

            length += isPair ? 2 : 1;
        }

        return length;
    }
}
