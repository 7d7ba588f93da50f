using System.Globalization;
using System.Net;
using System.Text;
using Tune.Engine.Spaces;

namespace Tune.Hosting.Results.Reports;

/// <summary>Words and numbers as they stand in a report. Whatever comes from an experiment is text, never markup.
/// </summary>
internal static class ReportText
{
    private const int ShownMax = 2_000;

    /// <summary>A text as HTML; a very long one is cut.</summary>
    public static string Html(string text) =>
        WebUtility.HtmlEncode(text.Length <= ShownMax ? text : text[..ShownMax] + "…");

    public static string Number(double value) =>
        double.IsNaN(value) ? "–" : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A parameter's value, short.</summary>
    public static string Value(ParameterValue value) =>
        value.Kind == ValueKind.Real ? Number(value.AsReal()) : value.ToString();

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:D2}:{span.Seconds:D2}");

    /// <summary>A configuration as an expression of C#.</summary>
    public static string Code(Configuration config)
    {
        var text = new StringBuilder("Configuration.Of(");
        var isFirst = true;
        foreach (var (name, value) in config)
        {
            text.Append(isFirst ? "\n    (" : ",\n    (").Append(Literal(name)).Append(", ").Append(Literal(value))
                .Append(')');
            isFirst = false;
        }

        return text.Append(')').ToString();
    }

    private static string Literal(ParameterValue value) => value.Kind switch
    {
        ValueKind.Real => value.ToString() is var real && real.AsSpan().ContainsAny('.', 'E') ? real : real + ".0",
        ValueKind.Integer => value + "L",
        ValueKind.Boolean => value.ToString(),
        ValueKind.Text => Literal(value.AsText()),
        _ => "ParameterValue.Null",
    };

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var each in text)
        {
            _ = each switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                < ' ' or > '~' => literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}"),
                _ => literal.Append(each),
            };
        }

        return literal.Append('"').ToString();
    }
}
