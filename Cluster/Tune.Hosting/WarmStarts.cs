using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Hosting;

/// <summary>Turns the names of earlier experiments into their trials, as data of the new one.</summary>
internal sealed class WarmStarts(ITuneReader store, Action<string> notice)
{
    private const int PageSize = 1_000;

    /// <summary>The spec with the trials it begins with: of an experiment that exists, those it began with.</summary>
    /// <exception cref="InvalidExperimentException">What is named cannot be taken over; the message says why.
    /// </exception>
    public async Task<ExperimentSpec> ResolveAsync(
        ExperimentSpec spec, WarmStart? asked, CancellationToken cancellation)
    {
        if (asked is null)
        {
            return spec;
        }

        var existing = await FindAsync(spec.Name, cancellation);
        if (existing is not null)
        {
            return WarmStartOptions.In(existing.Spec.Searcher) is { } known
                ? With(spec, asked, known.Priors)
                : spec;
        }

        TuneHost.Require(spec);
        var problems = new List<string>();
        var taken = new List<PriorTrial>();
        var names = asked.From.IsDefault ? [] : asked.From;
        problems.AddRange(Problems(spec, asked, names));
        foreach (var name in problems.Count > 0 ? [] : names)
        {
            await TakeAsync(spec, asked, name, taken, problems, cancellation);
        }

        return problems.Count > 0
            ? throw new InvalidExperimentException(spec.Name, problems)
            : With(spec, asked, [.. taken]);
    }

    private static ExperimentSpec With(ExperimentSpec spec, WarmStart asked, ImmutableArray<PriorTrial> priors) =>
        spec with
        {
            Searcher = WarmStartOptions.Around(spec.Searcher, inner => new WarmStartOptions
            {
                Inner = inner, Priors = priors, Top = asked.Top, Fade = asked.Fade,
            }),
        };

    private static IEnumerable<string> Problems(ExperimentSpec spec, WarmStart asked, ImmutableArray<string> names)
    {
        if (names.IsEmpty)
        {
            yield return "WarmStart.From is empty; name at least one experiment.";
        }

        foreach (var twice in names.CountBy(name => name).Where(pair => pair.Value > 1))
        {
            yield return $"WarmStart.From names '{twice.Key}' {twice.Value} times.";
        }

        if (names.Contains(spec.Name, StringComparer.Ordinal))
        {
            yield return $"WarmStart.From names '{spec.Name}', the experiment itself.";
        }

        if (asked.TrialsEach < 1 || (long)asked.TrialsEach * names.Length > WarmStartOptions.TrialsMax)
        {
            yield return $"WarmStart.TrialsEach is {asked.TrialsEach} for {names.Length} experiments; it must be 1 or "
                + $"more, and {WarmStartOptions.TrialsMax} in all at most.";
        }
    }

    private async Task TakeAsync(
        ExperimentSpec spec, WarmStart asked, string name, List<PriorTrial> taken, List<string> problems,
        CancellationToken cancellation)
    {
        if (await FindAsync(name, cancellation) is not { } source)
        {
            var known = await store.ExperimentsAsync(cancellation);
            problems.Add($"WarmStart.From names '{name}', which is not in the store; "
                + (known.Count == 0 ? "it is empty." : $"it has {string.Join(", ", known.Take(20))}."));
            return;
        }

        if (source.Spec.Objective != spec.Objective)
        {
            problems.Add($"WarmStart.From names '{name}', which optimises {Text(source.Spec)}; "
                + $"this experiment optimises {Text(spec)}, so its results say nothing here.");
            return;
        }

        var priors = PriorTrials.Of(
            source.Spec, await TrialsAsync(source, cancellation), spec.Space, asked.TrialsEach);
        var left = string.Join(", ", priors.Left.Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"{pair.Value}: {pair.Key}")));
        if (priors.Taken.IsEmpty)
        {
            problems.Add($"WarmStart.From names '{name}', of which no trial can be taken over"
                + (left.Length > 0 ? $" ({left})." : ": it has none."));
            return;
        }

        var rest = left.Length > 0 ? $"; left out are {left}." : ".";
        notice(string.Create(CultureInfo.InvariantCulture,
            $"{spec.Name}: begins with {priors.Taken.Length} of {source.Trials} trials of '{name}'{rest}"));
        taken.AddRange(priors.Taken);
    }

    private async Task<ExperimentSummary?> FindAsync(string name, CancellationToken cancellation)
    {
        if (!await store.ExistsAsync(name, cancellation))
        {
            return null;
        }

        await store.Tracking.CatchUpAsync(name, cancellation);
        return await store.Tracking.FindAsync(name, cancellation);
    }

    private async Task<List<TrialSummary>> TrialsAsync(ExperimentSummary source, CancellationToken cancellation)
    {
        var trials = new List<TrialSummary>(source.Trials);
        while (trials.Count < source.Trials)
        {
            var page = await store.Tracking.TrialsAsync(source.Name, trials.Count, PageSize, cancellation);
            if (page.Count == 0)
            {
                break;
            }

            trials.AddRange(page);
        }

        return trials;
    }

    private static string Text(ExperimentSpec spec) =>
        $"{spec.Objective.Metric} ({spec.Objective.Mode})";
}
