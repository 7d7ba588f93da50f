using System.Globalization;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Engine.Analysis;

namespace Tune.Cli.Analysing;

/// <summary>A suggested space for people and for scripts.</summary>
internal static class SuggestionText
{
    public static void Write(CliContext cli, SpaceSuggestion suggestion, bool json)
    {
        if (json)
        {
            new JsonLines(cli.Out).Line("suggestion", line => Write(line, suggestion));
            return;
        }

        cli.Out.WriteLine(
            $"from the best {suggestion.Top} of {suggestion.Trials} trials: {Percent(suggestion.Volume)} of the space "
            + $"remains, with {Percent(suggestion.TopInside)} of the best; expected loss "
            + ExperimentTable.Value(suggestion.ExpectedLoss));
        if (suggestion.LeftOut.Length > 0)
        {
            cli.Out.WriteLine($"({suggestion.LeftOut})");
        }

        foreach (var line in TextTable.Lines(
            ["PARAMETER", "CHANGE", "IMPORTANCE", "BEST INSIDE", "TRIED INSIDE", "EXPECTED LOSS", "WHY"],
            suggestion.Parameters.Select(each => (string[])
            [
                each.Name, each.Change.ToString().ToLowerInvariant(), Percent(each.Importance),
                Percent(each.TopInside), Percent(each.TriedInside), ExperimentTable.Value(each.ExpectedLoss), each.Why,
            ])))
        {
            cli.Out.WriteLine(line);
        }

        cli.Out.WriteLine();
        cli.Out.WriteLine(suggestion.Code);
        var attributes = suggestion.Parameters
            .Where(each => each.Change != SuggestedChange.Keep && each.Attribute.Length > 0).ToList();
        if (attributes.Count > 0)
        {
            cli.Out.WriteLine();
            cli.Out.WriteLine("or on the members of the configuration record:");
            foreach (var each in attributes)
            {
                cli.Out.WriteLine($"    {each.Attribute} {each.Name}");
            }
        }
    }

    private static void Write(Utf8JsonWriter line, SpaceSuggestion suggestion)
    {
        line.WriteNumber("trials", suggestion.Trials);
        line.WriteNumber("top", suggestion.Top);
        AnalysisText.LeftOut(line, suggestion.LeftOut);
        line.WriteNumber("top_inside", suggestion.TopInside);
        line.WriteNumber("volume", suggestion.Volume);
        line.WriteNumber("expected_loss", suggestion.ExpectedLoss);
        line.WriteStartArray("parameters");
        foreach (var each in suggestion.Parameters)
        {
            line.WriteStartObject();
            line.WriteString("name", each.Name);
            line.WriteString("change", each.Change.ToString());
            line.WriteString("why", each.Why);
            line.WriteNumber("importance", each.Importance);
            line.WriteNumber("top_inside", each.TopInside);
            line.WriteNumber("tried_inside", each.TriedInside);
            line.WriteNumber("expected_loss", each.ExpectedLoss);
            line.WriteEndObject();
        }

        line.WriteEndArray();
        line.WritePropertyName("space");
        JsonSerializer.Serialize(line, suggestion.Space);
        line.WriteString("code", suggestion.Code);
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
