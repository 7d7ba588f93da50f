using System.CommandLine;
using Tune.Cli.Owning;
using Tune.Cli.Shell;

namespace Tune.Cli.Commands;

/// <summary>pause and stop: asked of the program that has the store open, or written to the store if none
/// has.</summary>
internal static class ControlCommand
{
    public static Command Pause(CliContext cli) => Make(
        cli, "pause", "Saves and frees everything that runs; 'resume' goes on.");

    public static Command Stop(CliContext cli) => Make(
        cli, "stop", "Ends an experiment, or with --trial one of its trials; results are kept.", withTrial: true);

    private static Command Make(CliContext cli, string action, string description, bool withTrial = false)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var trial = CommonOptions.Count("--trial", "Only this trial.", least: 0);
        var command = new Command(action, description) { name, store, json };
        if (withTrial)
        {
            command.Add(trial);
        }

        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var (experiment, number) = (parse.GetValue(name)!, withTrial ? parse.GetValue(trial) : null);
            await using var owner = await Owner.OfAsync(parse.GetValue(store)!, cancellation);
            return await cli.ActAsync(experiment, parse.GetValue(json), () => (action, number) switch
            {
                ("pause", _) => owner.Client.PauseAsync(experiment, null, cancellation),
                (_, { } only) => owner.Client.StopTrialAsync(experiment, only, null, cancellation),
                _ => owner.Client.StopAsync(experiment, null, cancellation),
            });
        }));
        return command;
    }
}
