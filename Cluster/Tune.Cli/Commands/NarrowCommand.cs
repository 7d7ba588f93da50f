using System.CommandLine;
using Tune.Cli.Analysing;
using Tune.Cli.Shell;
using Tune.Engine.Analysis;
using Tune.Hosting;
using Tune.Hosting.Results;

namespace Tune.Cli.Commands;

/// <summary>A space for the next experiment.</summary>
internal static class NarrowCommand
{
    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var keep = new Option<bool>("--no-widening") { Description = "Never make a range larger." };
        var command = new Command("narrow", "Suggests a space for the next experiment, as C# code.")
        {
            name, store, json, keep,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var opened = await Stores.OpenForReadingAsync(parse.GetValue(store)!, cli.Error.WriteLine);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            var evidence = await grid.EvidenceAsync(cancellation: cancellation);
            var suggestion = SpaceSuggestion.Of(
                grid.Experiment.Spec.Space, evidence, new NarrowingOptions { MayWiden = !parse.GetValue(keep) })
                ?? throw new InvalidOperationException(
                    $"There is too little to go by: it takes {SpaceSuggestion.TrialsMin} trials of "
                    + $"'{grid.Experiment.Name}' with finite values that differ, and {evidence.Count} have one."
                    + AnalysisText.LeftOut(evidence.LeftOut));
            SuggestionText.Write(cli, suggestion, parse.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }
}
