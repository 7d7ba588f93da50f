using System.Globalization;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Engine.Analysis;

namespace Tune.Cli.Analysing;

/// <summary>An analysis for people and for scripts.</summary>
internal static class AnalysisText
{
    private const int PairsMax = 5;

    // Less reads 0 %.
    private const double ShareShown = 0.005;

    /// <summary>What was left out as one more sentence; empty if nothing was.</summary>
    public static string LeftOut(string sentence) => sentence.Length == 0 ? "" : $" {sentence}.";

    public static void Write(
        CliContext cli, ImportanceReport importance, InteractionReport? interactions, bool json)
    {
        if (json)
        {
            Write(new JsonLines(cli.Out), importance, interactions);
            return;
        }

        var isForest = importance.Method == ImportanceMethod.Fanova;
        cli.Out.WriteLine(isForest
            ? $"what moves the value over the whole space: importance for {importance.Target}, by fANOVA of "
                + $"{importance.Trials} trials "
                + $"(explains {Percent(importance.Explained)} of unseen trials)"
            : $"what sets the best trials apart: importance for {importance.Target}, by PED-ANOVA: the best "
                + $"{importance.Top} of {importance.Trials} "
                + (importance.Explained > 1
                    ? "trials (too few for so many parameters: much of it is chance)"
                    : $"trials ({Percent(importance.Explained)} explained one by one)"));
        Table(
            cli,
            isForest ? ["PARAMETER", "SHARE", "ALONE", "WITH OTHERS"] : ["PARAMETER", "SHARE", "ALONE"],
            importance.Parameters.Select(each => (string[])[
                each.Name, Percent(each.Share), Percent(each.Main),
                .. isForest ? (string[])[Percent(each.Total)] : []]));
        if (importance.LeftOut.Length > 0)
        {
            cli.Out.WriteLine($"({importance.LeftOut})");
        }

        if (interactions is null)
        {
            return;
        }

        cli.Out.WriteLine();
        cli.Out.WriteLine(
            "what moves the value over the whole space, two parameters together, by fANOVA (explains "
            + $"{Percent(interactions.Explained)} of unseen trials)");
        string[][] pairs =
        [
            .. interactions.Pairs.Where(pair => pair.Share >= ShareShown).Take(PairsMax)
                .Select(pair => (string[])[pair.First, pair.Second, Percent(pair.Share)]),
        ];
        if (pairs.Length == 0)
        {
            cli.Out.WriteLine("no two do: what a parameter does, it does alone");
            return;
        }

        Table(cli, ["PARAMETER", "AND", "SHARE"], pairs);
    }

    private static void Table(CliContext cli, string[] heading, IEnumerable<string[]> rows)
    {
        foreach (var line in TextTable.Lines(heading, rows))
        {
            cli.Out.WriteLine(line);
        }
    }

    private static void Write(JsonLines lines, ImportanceReport importance, InteractionReport? interactions)
    {
        lines.Line("importance", json =>
        {
            json.WriteString("method", importance.Method.ToString());
            json.WriteString("target", importance.Target);
            json.WriteNumber("trials", importance.Trials);
            json.WriteNumber("top", importance.Top);
            LeftOut(json, importance.LeftOut);
            Number(json, "explained", importance.Explained);
            json.WriteStartArray("parameters");
            foreach (var each in importance.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name", each.Name);
                Number(json, "share", each.Share);
                Number(json, "main", each.Main);
                Number(json, "total", each.Total);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        if (interactions is null)
        {
            return;
        }

        lines.Line("interactions", json =>
        {
            json.WriteString("target", interactions.Target);
            json.WriteNumber("trials", interactions.Trials);
            LeftOut(json, interactions.LeftOut);
            Number(json, "explained", interactions.Explained);
            json.WriteStartArray("pairs");
            foreach (var pair in interactions.Pairs)
            {
                json.WriteStartObject();
                json.WriteString("first", pair.First);
                json.WriteString("second", pair.Second);
                Number(json, "share", pair.Share);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The field that says what was left out, where something was.</summary>
    public static void LeftOut(Utf8JsonWriter json, string sentence)
    {
        if (sentence.Length > 0)
        {
            json.WriteString("left_out", sentence);
        }
    }

    private static string Percent(double share) =>
        double.IsNaN(share) ? "-" : share.ToString("P0", CultureInfo.InvariantCulture);

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, Math.Round(value, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
