using System.Collections.Immutable;
using System.CommandLine;
using Tune.Cli.Running;
using Tune.Engine.Experiments;

namespace Tune.Cli.Commands;

/// <summary>The options of run and resume, and what they change in a spec.</summary>
internal sealed class RunOptions
{
    public Argument<string> Name { get; } = CommonOptions.Name("The experiment.");

    public Option<string> Store { get; } = CommonOptions.Store();

    public Option<string?> Work { get; } = CommonOptions.Folder(
        "--work", "Folder for what trials work on; default in the store's folder.");

    public Option<string?> Logs { get; } = CommonOptions.Folder(
        "--logs", "Folder for what trials print; default in the store's folder.");

    public Option<bool> Json { get; } = CommonOptions.Json();

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Only the start and the end." };

    public Option<int?> Trials { get; } = CommonOptions.Count("--trials", "How many trials in all.");

    public Option<ulong?> Seed { get; } = CommonOptions.Seed("--seed", "The experiment's seed.");

    public Option<int?> Slots { get; } = CommonOptions.Count(
        "--slots", "How many trials run at once; default the number of processors.");

    public Option<GpuChoice?> Gpus { get; } = GpuChoice.Option();

    public Option<ImmutableSortedDictionary<string, double>?> Offers { get; } = CommonOptions.Offers();

    public Option<TimeSpan?> TimeBudget { get; } = CommonOptions.Duration(
        "--time-budget", "How long in all, such as 90s, 10m or 2h.");

    public Option<bool> NoPlots { get; } = new("--no-plots") { Description = "Draw no pictures at the end." };

    public Option<bool> NoView { get; } = new("--no-view") { Description = "Serve no viewer meanwhile." };

    public Option<int?> Port { get; } = CommonOptions.Port();

    public Option<TimeSpan?> Retention { get; } = CommonOptions.Retention();

    public WebhookOptions Webhooks { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(Name);
        foreach (var option in new Option[]
        {
            Trials, Seed, Store, Work, Logs, Slots, Gpus, Offers, TimeBudget, Json, Quiet, NoPlots, NoView,
            Port, Retention,
        })
        {
            command.Add(option);
        }

        Webhooks.AddTo(command);
    }

    /// <summary>The spec with what the command line says.</summary>
    public ExperimentSpec Change(ExperimentSpec spec, ParseResult parse) => spec with
    {
        Trials = parse.GetValue(Trials) ?? spec.Trials,
        Seed = parse.GetValue(Seed) ?? spec.Seed,
        TimeBudget = parse.GetValue(TimeBudget) ?? spec.TimeBudget,
    };
}
