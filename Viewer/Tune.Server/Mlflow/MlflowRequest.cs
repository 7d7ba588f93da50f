using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tune.Engine.Runs;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>What a client sends: a JSON object, or a query with repeated keys, also written with <c>[]</c>. Numbers may
/// be texts, null is as good as nothing, and fields that nobody asks for are passed over.</summary>
internal sealed class MlflowRequest
{
    private const int QuotedMax = 400;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly bool _isQuery;

    private MlflowRequest(HttpContext context, bool isQuery) => (Context, _isQuery) = (context, isQuery);

    public HttpContext Context { get; }

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <exception cref="ProblemException">The body is no JSON object.</exception>
    public static async Task<MlflowRequest> ReadAsync(HttpContext context)
    {
        var isQuery = HttpMethods.IsGet(context.Request.Method);
        var request = new MlflowRequest(context, isQuery);
        if (isQuery)
        {
            foreach (var (key, values) in context.Request.Query)
            {
                var name = key.EndsWith("[]", StringComparison.Ordinal) ? key[..^2] : key;
                request._fields[name] = JsonSerializer.SerializeToElement(
                    [.. values.Select(value => value ?? "")], MlflowTexts.Default.StringArray);
            }

            return request;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return request;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (body.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Wrong("The body must be a JSON object.");
            }

            foreach (var field in body.RootElement.Clone().EnumerateObject())
            {
                request._fields[field.Name] = field.Value;
            }

            return request;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw Wrong("The body is not JSON that can be read.");
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw ActBody.Broken();
        }
    }

    /// <summary>Whether a field was given.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text that must be there.</summary>
    public string Text(string name, int least = 1) => TextOrNull(name) is { } text && text.Length >= least
        ? text
        : throw Missing(name);

    /// <summary>A text; null if it was not given.</summary>
    public string? TextOrNull(string name) => Find(name) is not { } value ? null
        : _isQuery ? Texts(name)[^1] : TextOf(value) ?? throw Invalid(name);

    /// <summary>The id of a run, under either of its names.</summary>
    public string Run() => TextOrNull("run_id") is { Length: > 0 } id ? id
        : TextOrNull("run_uuid") is { Length: > 0 } old ? old : throw Missing("run_id");

    /// <summary>A whole number that must be there.</summary>
    public long Number(string name) => NumberOrNull(name) ?? throw Missing(name);

    /// <summary>A whole number; null if it was not given.</summary>
    public long? NumberOrNull(string name) => Find(name) is not { } value ? null
        : NumberOf(_isQuery ? value[value.GetArrayLength() - 1] : value) ?? throw Invalid(name);

    /// <summary>True or false; null if it was not given.</summary>
    public bool? Flag(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when _isQuery && bool.TryParse(Texts(name)[^1], out var flag) => flag,
        _ => throw Invalid(name),
    };

    /// <summary>A whole number within bounds, or a default.</summary>
    public int Within(string name, int usual, int least, int most)
    {
        var number = NumberOrNull(name) ?? usual;
        return number >= least && number <= most
            ? (int)number
            : throw RunProblem(
                $"Invalid value {number} for parameter '{name}' supplied: it must be {least} to {most}.");
    }

    /// <summary>A list of texts; empty if it was not given.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is not { } value ? []
        : [.. List(name, value).Select(one => TextOf(one) ?? throw Invalid(name))];

    /// <summary>A list of objects; empty if it was not given.</summary>
    public IReadOnlyList<JsonElement> Objects(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        var list = List(name, value);
        return list.All(one => one.ValueKind == JsonValueKind.Object) ? list : throw Invalid(name);
    }

    /// <summary>Keys with values, as lists of objects.</summary>
    public IReadOnlyList<RunEntry> Entries(string name) =>
    [
        .. Objects(name).Select(one => new RunEntry(
            Member(one, "key") is { } key ? TextOf(key) ?? throw Invalid(name) : throw Invalid(name),
            Member(one, "value") is { } value ? TextOf(value) ?? throw Invalid(name) : "")),
    ];

    /// <summary>A value of a metric of a list.</summary>
    /// <param name="name">The list.</param>
    /// <param name="place">Which of the list it is.</param>
    /// <param name="one">It.</param>
    public NamedPoint Point(string name, int place, JsonElement one)
    {
        return new NamedPoint(
            TextOf(Given("key")) ?? throw Invalid(name),
            new MetricPoint(
                RealOf(Given("value")) ?? throw Invalid(name), NumberOf(Given("timestamp")) ?? throw Invalid(name),
                Member(one, "step") is { } step ? NumberOf(step) ?? throw Invalid(name) : 0));

        JsonElement Given(string field) => Member(one, field) ?? throw Missing($"{name}[{place}].{field}");
    }

    /// <summary>A text of an object of a list; null if it was not given.</summary>
    public string? TextOrNull(string name, JsonElement one, string field) =>
        Member(one, field) is { } value ? TextOf(value) ?? throw Invalid(name) : null;

    /// <summary>A number, also NaN and the infinities as texts, that must be there.</summary>
    public double Real(string name) => Find(name) is { } value
        ? RealOf(_isQuery ? value[value.GetArrayLength() - 1] : value) ?? throw Invalid(name)
        : throw Missing(name);

    /// <summary>One of some words, or of their numbers from 1 on; null if it was not given.</summary>
    public int? Choice(string name, params ReadOnlySpan<string> words)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var one = _isQuery ? value[value.GetArrayLength() - 1] : value;
        var at = TextOf(one) is { } word ? words.IndexOf(word) : -1;
        return at >= 0 ? at
            : NumberOf(one) is { } number && number >= 1 && number <= words.Length ? (int)number - 1
            : throw Invalid(name);
    }

    public RunException Invalid(string name) => RunProblem(
        $"Invalid value {Quoted(name)} for parameter '{name}' supplied.");

    public static RunException Missing(string name) => RunProblem(
        $"Missing value for required parameter '{name}'.");

    private static RunException RunProblem(string message) => new(RunFault.Invalid, message);

    private static ProblemException Wrong(string message) =>
        new(StatusCodes.Status400BadRequest, "body", message);

    private JsonElement? Find(string name) =>
        _fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null
            && !(_isQuery && value.GetArrayLength() == 0) ? value : null;

    private List<JsonElement> List(string name, JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray()] : throw Invalid(name);

    private static JsonElement? Member(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text; null if it is none, as half of a surrogate pair is.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static long? NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetDouble(out var real) && real == Math.Floor(real)
            && Math.Abs(real) < 1L << 53 => (long)real,
        JsonValueKind.String when long.TryParse(
            TextOf(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A number, also NaN and the infinities as texts; null if it is none.</summary>
    public static double? RealOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String => TextOf(value) switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        },
        _ => null,
    };

    /// <summary>An object as it was sent, without blanks.</summary>
    public string Compact(string name, JsonElement one) => CompactOrNull(one) ?? throw Invalid(name);

    // Null if there is half of a surrogate pair in it.
    private static string? CompactOrNull(JsonElement one)
    {
        try
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes, MlflowJson.Options))
            {
                one.WriteTo(json);
            }

            return Encoding.UTF8.GetString(bytes.ToArray());
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string Quoted(string name)
    {
        if (Find(name) is not { } value)
        {
            return "null";
        }

        value = _isQuery && value.GetArrayLength() == 1 ? value[0] : value;
        var text = CompactOrNull(value) ?? value.GetRawText();
        return text.Length <= QuotedMax ? text : text[..QuotedMax] + "…";
    }
}
