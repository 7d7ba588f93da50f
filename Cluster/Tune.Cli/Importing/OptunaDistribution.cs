using System.Text.Json;
using Tune.Engine.Spaces;
using Tune.Hosting.Importing;

namespace Tune.Cli.Importing;

/// <summary>How Optuna writes down what a parameter may be, in all forms there have been since 2.4.</summary>
internal static class OptunaDistribution
{
    /// <summary>Reads it.</summary>
    /// <param name="parameter">The parameter, for errors.</param>
    /// <param name="json">As it is stored.</param>
    /// <exception cref="ImportException">It is none that is known.</exception>
    public static (Domain Domain, Func<double, ParameterValue> Value) Read(string parameter, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            var kind = (root.TryGetProperty("name", out var name) ? name : root.GetProperty("type")).GetString()!;
            return Of(parameter, kind, root.TryGetProperty("attributes", out var inner) ? inner : root);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException
            and not ImportException or FormatException)
        {
            throw new ImportException(
                $"The distribution of the parameter '{parameter}' cannot be read: {Start(json)}.", wrong);
        }
    }

    private static (Domain Domain, Func<double, ParameterValue> Value) Of(
        string parameter, string kind, JsonElement has) => kind switch
    {
        "FloatDistribution" or "UniformDistribution" or "LogUniformDistribution" or "DiscreteUniformDistribution"
            or "float" => (Real(kind, has), value => value),
        "IntDistribution" or "IntUniformDistribution" or "IntLogUniformDistribution" or "int" =>
            (Whole(kind, has), value => checked((long)value)),
        "CategoricalDistribution" or "categorical" => Choice(parameter, has),
        _ => throw new ImportException($"The parameter '{parameter}' has the unknown distribution '{Start(kind)}'."),
    };

    private static RealDomain Real(string kind, JsonElement has)
    {
        var (low, high) = (has.GetProperty("low").GetDouble(), has.GetProperty("high").GetDouble());
        return new RealDomain(
            low, high, IsLog(has) || kind == "LogUniformDistribution", Number(has, "step") ?? Number(has, "q"));
    }

    private static IntegerDomain Whole(string kind, JsonElement has) => new(
        (long)has.GetProperty("low").GetDouble(), (long)has.GetProperty("high").GetDouble(),
        IsLog(has) || kind == "IntLogUniformDistribution", (long)(Number(has, "step") ?? 1));

    private static (Domain Domain, Func<double, ParameterValue> Value) Choice(string parameter, JsonElement has)
    {
        ParameterValue[] choices = [.. has.GetProperty("choices").EnumerateArray().Select(Value)];

        // A list of ours has values of one kind.
        if (choices.Where(each => !each.IsNull).Select(each => each.IsNumber ? ValueKind.Real : each.Kind).Distinct()
            .Count() > 1)
        {
            choices = [.. choices.Select(each => ParameterValue.Text(each.ToString()))];
        }

        return (new ChoiceDomain([.. choices]), index => index >= 0 && index < choices.Length
            ? choices[(int)index]
            : throw new ImportException(
                $"The parameter '{parameter}' has the choice {index} of {choices.Length}, counted from 0."));
    }

    private static ParameterValue Value(JsonElement choice) => choice.ValueKind switch
    {
        JsonValueKind.String => choice.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => ParameterValue.Null,
        JsonValueKind.Number when choice.TryGetInt64(out var whole) && choice.GetRawText().All(c => c is not '.') =>
            whole,
        JsonValueKind.Number => choice.GetDouble(),
        _ => choice.GetRawText(),
    };

    private static bool IsLog(JsonElement has) =>
        has.TryGetProperty("log", out var log) && log.ValueKind == JsonValueKind.True;

    private static double? Number(JsonElement has, string name) =>
        has.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
            ? number.GetDouble()
            : null;

    private static string Start(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
