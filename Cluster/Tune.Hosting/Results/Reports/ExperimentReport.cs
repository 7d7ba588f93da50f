using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Hosting.Json;
using Tune.Plots;
using Tune.Schedulers;

namespace Tune.Hosting.Results.Reports;

/// <summary>An experiment as one page that needs nothing else: no script, no network. What it shows is bounded.
/// </summary>
internal sealed class ExperimentReport(ExperimentSummary experiment, Result? best, TextWriter output)
{
    public const int TrialsMax = 500;

    private static readonly string[] s_pictures = ["history", "importance", "parallel-coordinates", "slice"];

    private ExperimentSpec Spec => experiment.Spec;

    public void Begin()
    {
        output.WriteLine(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            + "img-src data:\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine($"<title>{ReportText.Html(experiment.Name)}</title>");
        output.WriteLine($"<style>\n{ReportStyle.Css}\n</style></head><body>");
        var state = experiment.State;
        var goal = string.Join(", ", Spec.Objectives.Select(each =>
            $"{each.Metric} ({each.Mode.ToString().ToLowerInvariant()})"));
        output.WriteLine(
            $"<header><h1>{ReportText.Html(experiment.Name)}</h1><p class=\"muted\">"
            + $"<span class=\"state {state}\">{state}</span> {ReportText.Html(goal)}</p>");
        if (experiment.Why.Length > 0)
        {
            output.WriteLine($"<p>{ReportText.Html(experiment.Why)}</p>");
        }

        output.WriteLine("</header>");
    }

    /// <summary>The figures that matter.</summary>
    /// <param name="counts">How many trials stand at each status.</param>
    public void Facts(IReadOnlyDictionary<TrialStatus, int> counts)
    {
        output.WriteLine("<dl class=\"facts\">");
        if (best is not null)
        {
            Fact($"best {Spec.Objective.Metric}", ReportText.Number(best.Best), "best");
            Fact("best trial", $"{best.Trial}");
        }

        Fact("trials", ReportText.Number(experiment.Trials));
        foreach (var (status, count) in counts.OrderBy(pair => pair.Key))
        {
            Fact(status.ToString().ToLowerInvariant(), ReportText.Number(count));
        }

        Fact("reports", ReportText.Number(experiment.Reports));
        Fact("active", ReportText.Span(experiment.Last.Active));
        output.WriteLine("</dl>");
    }

    public void Best()
    {
        output.WriteLine("<h2>Best configuration</h2>");
        if (best is null)
        {
            output.WriteLine("<p class=\"muted\">No trial has reported a finite value yet.</p>");
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"muted\">Trial {best.Trial}, iteration {best.Summary.BestIteration}</p>"));
        output.WriteLine($"<pre>{ReportText.Html(ReportText.Code(best.BestConfig))}</pre>");
    }

    /// <summary>The pictures, each in both colour schemes.</summary>
    public void Pictures(Func<PlotTheme, string, Figure> draw)
    {
        output.WriteLine("<h2>Pictures</h2>");
        foreach (var name in s_pictures)
        {
            var light = draw(PlotTheme.Light, name);
            if (light.Missing is { } missing)
            {
                output.WriteLine(
                    $"<p class=\"muted\">{ReportText.Html(light.Title)}: {ReportText.Html(missing)}</p>");
                continue;
            }

            output.WriteLine($"<figure class=\"box\">{ReportFigure.Html(light, $"l-{name}", "light")}");
            output.WriteLine(
                $"{ReportFigure.Html(draw(PlotTheme.Dark, name), $"d-{name}", "dark")}</figure>");
        }
    }

    /// <summary>The best trials.</summary>
    public void Trials(IReadOnlyList<TrialSummary> trials)
    {
        output.WriteLine("<h2>Trials</h2>");
        if (trials.Count < experiment.Trials)
        {
            output.WriteLine(
                $"<p class=\"muted\">The best {ReportText.Number(trials.Count)} of "
                + $"{ReportText.Number(experiment.Trials)}; an export as CSV has all.</p>");
        }

        string[] parameters =
            [.. Spec.Space.Parameters.Where(each => each.Domain.IsFree).Select(each => each.Name)];
        string[] more = [.. Spec.Objectives.Skip(1).Select(each => each.Metric)];
        ReportTable.Write(
            output,
            [
                "#Trial", "Status", "#" + Spec.Objective.Metric, "#At iteration", .. more.Select(each => "#" + each),
                "#Iteration", "#Time", .. parameters, "Why",
            ],
            trials.Select(trial => (trial.Trial == best?.Trial, (IEnumerable<string>)
            [
                $"{trial.Trial}", trial.Status.ToString().ToLowerInvariant(),
                ReportText.Number(Spec.Objective.ValueOf(trial.BestScore)), ReportText.Number(trial.BestIteration),
                .. more.Select(each =>
                    ReportText.Number(trial.LastMetrics.TryGet(each, out var value) ? value : double.NaN)),
                ReportText.Number(trial.Iteration), ReportText.Span(trial.Used),
                .. parameters.Select(each =>
                    trial.BestConfig.TryGet(each, out var value) ? ReportText.Value(value) : ""),
                trial.Status == TrialStatus.Errored && trial.Error is { } error ? error.Message : trial.Why,
            ])));
    }

    public void Decisions(ReportDecisions decisions)
    {
        output.WriteLine("<h2>Decisions</h2>");
        decisions.Write(output);
    }

    public void Setup()
    {
        output.WriteLine("<h2>Search space</h2>");
        ReportTable.Write(output, ["Parameter", "Allowed", "When"], Spec.Space.Parameters.Select(each =>
            (IEnumerable<string>)[each.Name, each.Domain.Allowed, string.Join(" and ", each.When)]));
        output.WriteLine("<h2>Setup</h2>");
        Pairs(
        [
            ("Trainable", Spec.Trainable),
            ("Searcher", SchedulerCatalog.All.NameOf(Spec.Searcher) ?? Spec.Searcher.GetType().Name),
            ("Scheduler", SchedulerCatalog.All.NameOf(Spec.Scheduler) ?? Spec.Scheduler.GetType().Name),
            ("Trials", Spec.Trials is { } trials ? ReportText.Number(trials) : "until it ends otherwise"),
            ("Time budget", Spec.TimeBudget is { } budget ? ReportText.Span(budget) : "none"),
            ("Seed", Spec.Seed.ToString(CultureInfo.InvariantCulture)),
            ("Constraints", string.Join(", ", Spec.Constraints)),
        ]);
    }

    public void Environment()
    {
        output.WriteLine("<h2>Environment</h2>");
        List<(string, string)> pairs =
        [
            ("Created", $"{ReportText.Time(experiment.Created.Utc)} UTC"),
            ("Last event", $"{ReportText.Time(experiment.Last.Utc)} UTC"),
        ];
        foreach (var program in experiment.Programs.Reverse())
        {
            pairs.Add(("Program", $"{program.Name} {program.Version}".Trim()));
            pairs.Add(("Commit", program.Commit + (program.IsDirty == true ? " with changes" : "")));
            pairs.Add(("Runtime", program.Runtime));
            pairs.Add(("System", program.OperatingSystem));
            pairs.Add(("Host", program.Host));
            pairs.Add(("Graphics cards", string.Join(", ", program.Gpus)));
            pairs.Add(("Packages", string.Join(
                ", ", program.Packages?.Select(each => $"{each.Key} {each.Value}") ?? [])));
        }

        Pairs(pairs);
    }

    public void End() => output.WriteLine(
        $"<footer>As of event {ReportText.Number(experiment.Events)}. Made by TuneNet.</footer>\n</body></html>");

    private void Pairs(IEnumerable<(string Name, string Value)> pairs) => ReportTable.Write(
        output, ["Name", "Value"],
        pairs.Where(pair => pair.Value.Length > 0).Select(pair => (IEnumerable<string>)[pair.Name, pair.Value]));

    private void Fact(string name, string value, string kind = "") => output.WriteLine(
        $"<div class=\"{kind}\"><dt>{ReportText.Html(name)}</dt><dd>{ReportText.Html(value)}</dd></div>");
}
