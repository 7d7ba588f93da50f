using System.Globalization;
using System.Text;

namespace Tune.Engine.Filters;

internal enum FilterTokenKind
{
    Word,
    Quoted,
    Text,
    Number,
    Sign,
    End,
}

/// <summary>A word, a name in quotes, a text, a number or a sign.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, double Number, int At)
{
    public bool Is(string word) => Kind is FilterTokenKind.Word or FilterTokenKind.Sign
        && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a filter into tokens. In double quotes stands a name where a field is expected, else a text.</summary>
internal static class FilterTokens
{
    private static readonly string[] s_signs = ["!=", "<=", ">=", "<>", "==", "=", "<", ">", "(", ")", ",", "."];

    public static List<FilterToken> Of(string filter)
    {
        var tokens = new List<FilterToken>();
        var at = 0;
        while (at < filter.Length)
        {
            if (char.IsWhiteSpace(filter[at]))
            {
                at++;
                continue;
            }

            var token = Next(filter, ref at);
            tokens.Add(token);
        }

        tokens.Add(new FilterToken(FilterTokenKind.End, "", 0, filter.Length));
        return tokens;
    }

    private static FilterToken Next(string filter, ref int at)
    {
        var from = at;
        if (filter[at] is '\'' or '"' or '`')
        {
            var kind = filter[at] switch
            {
                '\'' => FilterTokenKind.Text,
                _ => FilterTokenKind.Quoted,
            };
            return new FilterToken(kind, Quoted(filter, ref at), filter[from] == '`' ? 1 : 0, from);
        }

        if (IsWordStart(filter[at]))
        {
            while (at < filter.Length && IsWordPart(filter[at]))
            {
                at++;
            }

            return new FilterToken(FilterTokenKind.Word, filter[from..at], 0, from);
        }

        return NumberEnd(filter, at) is { } end
            ? NumberOf(filter, from, at = end)
            : SignOf(filter, ref at);
    }

    private static FilterToken SignOf(string filter, ref int at)
    {
        var from = at;
        foreach (var sign in s_signs)
        {
            if (string.CompareOrdinal(filter, at, sign, 0, sign.Length) == 0)
            {
                at += sign.Length;
                return new FilterToken(
                    FilterTokenKind.Sign, sign switch { "<>" => "!=", "==" => "=", _ => sign }, 0, from);
            }
        }

        throw new FilterException(filter, at, $"'{filter[at]}' has no meaning here");
    }

    private static FilterToken NumberOf(string filter, int from, int end) =>
        double.TryParse(
            filter.AsSpan(from, end - from), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new FilterToken(FilterTokenKind.Number, filter[from..end], number, from)
            : throw new FilterException(filter, from, $"'{filter[from..end]}' is no number");

    // A sign, digits, a point, an exponent; letters behind it make it no number.
    private static int? NumberEnd(string filter, int at)
    {
        var end = at + (filter[at] is '-' or '+' ? 1 : 0);
        var hasDigit = end < filter.Length && (char.IsAsciiDigit(filter[end])
            || (filter[end] == '.' && end + 1 < filter.Length && char.IsAsciiDigit(filter[end + 1])));
        if (!hasDigit)
        {
            return null;
        }

        while (end < filter.Length && (char.IsAsciiLetterOrDigit(filter[end]) || filter[end] == '.'
            || (filter[end] is '-' or '+' && filter[end - 1] is 'e' or 'E')))
        {
            end++;
        }

        return end;
    }

    private static string Quoted(string filter, ref int at)
    {
        var (from, quote) = (at, filter[at++]);
        var text = new StringBuilder();
        while (at < filter.Length)
        {
            if (filter[at] == quote)
            {
                // Twice is the sign itself.
                if (at + 1 == filter.Length || filter[at + 1] != quote)
                {
                    at++;
                    return text.ToString();
                }

                at++;
            }

            text.Append(filter[at++]);
        }

        throw new FilterException(filter, from, $"The quote {quote} is not closed");
    }

    private static bool IsWordStart(char letter) => char.IsLetter(letter) || letter == '_';

    private static bool IsWordPart(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '/';
}
