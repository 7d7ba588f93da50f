using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Schedulers;

namespace Tune.Cli.Simulating;

/// <summary>
/// An algorithm in one word of the command line: <c>asha</c>, <c>pbt:Interval=4</c>,
/// <c>time-sharing:Turn=3,Inner=(asha:ReductionFactor=4)</c>, or the JSON object it is stored as. Options are named as
/// in C#, in any case.
/// </summary>
internal sealed class AlgorithmText
{
    private const string Key = "algorithm";
    private const string Length = "maxIterations";

    private static readonly SpecJson Specs = new(SchedulerCatalog.All);

    private readonly string _option;
    private readonly bool _isSearcher;
    private readonly JsonObject _node;

    private AlgorithmText(string option, string text, bool isSearcher)
    {
        (_option, _isSearcher) = (option, isSearcher);
        _node = Parse(text, isSearcher);
    }

    /// <summary>How long a whole training is, if the word says so.</summary>
    public int? Iterations => LengthIn(_node);

    /// <summary>What <c>--scheduler</c> says; null if it is not there.</summary>
    public static AlgorithmText? Scheduler(string? text) =>
        text is null ? null : new AlgorithmText("--scheduler", text, isSearcher: false);

    /// <summary>What <c>--searcher</c> says; null if it is not there.</summary>
    public static AlgorithmText? Searcher(string? text) =>
        text is null ? null : new AlgorithmText("--searcher", text, isSearcher: true);

    public static InvalidOperationException Unbounded() =>
        new("Nothing says how long a training is: give --iterations.");

    /// <summary>The options, where MaxIterations is not given with this length.</summary>
    public object Options(int? iterations)
    {
        Complete(_node, iterations);
        try
        {
            var text = _node.ToJsonString();
            return _isSearcher ? Specs.ReadSearcher(text) : Specs.ReadScheduler(text);
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"{_option}: {Sentence(wrong.Message)} Options are given as in "
                + $"{_option} '{_node[Key]}:OPTION=VALUE,OPTION=VALUE'.");
        }
    }

    // What the library adds about lines and bytes means nothing to who has written one word.
    private static string Sentence(string message) =>
        message.IndexOf(" Path: ", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;

    private static int? LengthIn(JsonObject node) =>
        node[Length] is JsonValue value && value.TryGetValue(out int most) ? most
        : node["inner"] is JsonObject inner ? LengthIn(inner)
        : null;

    private static void Complete(JsonObject node, int? iterations)
    {
        foreach (var inner in node.Select(option => option.Value).OfType<JsonObject>().ToList())
        {
            Complete(inner, iterations);
        }

        if (node[Key] is JsonValue name && name.TryGetValue(out string? known)
            && SchedulerCatalog.All.TypeOf(known) is { } type && PropertyOf(type, Length) is { } length
            && !node.ContainsKey(Length))
        {
            if (iterations is { } most)
            {
                node[Length] = most;
            }
            else if (length.CustomAttributes.Any(each => each.AttributeType.Name == "RequiredMemberAttribute"))
            {
                throw Unbounded();
            }
        }
    }

    private JsonObject Parse(string text, bool isSearcher)
    {
        var word = text.Trim();
        word = word.StartsWith('(') && word.EndsWith(')') ? word[1..^1].Trim() : word;
        if (word.StartsWith('{'))
        {
            return Json(word) as JsonObject
                ?? throw new UsageException($"{_option} is '{text}', which begins like a JSON object and is none.");
        }

        var (name, options) = word.IndexOf(':') is >= 0 and var colon
            ? (word[..colon].Trim(), word[(colon + 1)..])
            : (word, "");
        var known = isSearcher ? SchedulerCatalog.All.Searchers : SchedulerCatalog.All.Schedulers;
        var entry = known.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"There is no {(isSearcher ? "searcher" : "scheduler")} '{name}'; there are "
                + $"{string.Join(", ", known.Select(each => each.Name))}.");
        var node = new JsonObject { [Key] = entry.Name };
        foreach (var part in Parts(options))
        {
            var (option, value) = part.IndexOf('=') is > 0 and var equals
                ? (part[..equals].Trim(), part[(equals + 1)..].Trim())
                : throw new UsageException(
                    $"{_option}: '{part}' is no option of '{entry.Name}'; write OPTION=VALUE, a comma between two.");
            var property = PropertyOf(entry.Options, option);
            var key = JsonNamingPolicy.CamelCase.ConvertName(property?.Name ?? option);
            if (!node.TryAdd(key, property is null ? value : Value(entry.Name, property, value)))
            {
                throw new UsageException($"{_option}: '{option}' of '{entry.Name}' is given twice.");
            }
        }

        return node;
    }

    private static PropertyInfo? PropertyOf(Type options, string name) => options.GetProperties()
        .FirstOrDefault(each => each.CanWrite && each.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private JsonNode? Value(string algorithm, PropertyInfo property, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(SchedulerOptions) || type == typeof(SearcherOptions))
        {
            return Parse(text, type == typeof(SearcherOptions));
        }

        if (type.IsEnum)
        {
            return Enum.GetNames(type).Any(each => each.Equals(text, StringComparison.OrdinalIgnoreCase))
                ? JsonNamingPolicy.CamelCase.ConvertName(Enum.Parse(type, text, ignoreCase: true).ToString()!)
                : throw Wrong($"one of {string.Join(", ", Enum.GetNames(type))}");
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => int.TryParse(text, CultureInfo.InvariantCulture, out var number)
                ? number : throw Wrong("a whole number"),
            TypeCode.Double => double.TryParse(text, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : throw Wrong("a number"),
            TypeCode.Boolean => bool.TryParse(text, out var yes) ? yes : throw Wrong("true or false"),
            TypeCode.String => text,
            _ => Json(text) ?? throw Wrong("JSON, as in a stored spec"),
        };

        UsageException Wrong(string allowed) =>
            new($"{_option}: '{property.Name}' of '{algorithm}' is '{text}'; it must be {allowed}.");
    }

    // At commas, but not at those within brackets or quotation marks.
    private static IEnumerable<string> Parts(string options)
    {
        var (depth, start, isQuoted) = (0, 0, false);
        for (var i = 0; i <= options.Length; i++)
        {
            if (i == options.Length || (options[i] == ',' && depth == 0 && !isQuoted))
            {
                if (options[start..i].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = i + 1;
                continue;
            }

            isQuoted ^= options[i] == '"';
            depth += isQuoted ? 0 : options[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        }
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
