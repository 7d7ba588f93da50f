using System.CommandLine;
using System.Text.Json;
using Tune.Cli.Owning;
using Tune.Cli.Shell;

namespace Tune.Cli.Commands;

/// <summary>enqueue and extend: more for an experiment to do.</summary>
internal static class MoreCommand
{
    public static Command Enqueue(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var values = new Argument<string[]>("PARAMETER=VALUE")
        {
            Description = "Values of parameters, such as lr=1e-3 act=relu; what is left out is drawn.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "enqueue", "Tries a configuration next, on top of the trials that were asked for.")
        {
            name, values, store, json,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var (experiment, config) = (parse.GetValue(name)!, ConfigOf(parse.GetValue(values) ?? []));
            await using var owner = await Owner.OfAsync(parse.GetValue(store)!, cancellation);
            return await cli.ActAsync(
                experiment, parse.GetValue(json),
                () => owner.Client.EnqueueAsync(experiment, config, null, cancellation));
        }));
        return command;
    }

    public static Command Extend(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var trials = CommonOptions.Count("--trials", "How many trials there shall be in all, without enqueued ones.");
        var time = CommonOptions.Duration("--time-budget", "How long it may be active in all.");
        var command = new Command("extend", "Gives an experiment more trials or more time; one that is over goes on.")
        {
            name, trials, time, store, json,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var experiment = parse.GetValue(name)!;
            if (parse.GetValue(trials) is null && parse.GetValue(time) is null)
            {
                throw new UsageException("Say how much more: --trials N, --time-budget TIME, or both.");
            }

            await using var owner = await Owner.OfAsync(parse.GetValue(store)!, cancellation);
            return await cli.ActAsync(
                experiment, parse.GetValue(json),
                () => owner.Client.ExtendAsync(
                    experiment, parse.GetValue(trials), parse.GetValue(time), null, cancellation));
        }));
        return command;
    }

    // A value is JSON where it can be read as such, and else a text: lr=1e-3, act=relu, name="007".
    private static Dictionary<string, JsonElement> ConfigOf(string[] values)
    {
        var config = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var text in values)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !config.TryAdd(text[..at], ValueOf(text[(at + 1)..])))
            {
                throw new UsageException(at < 1
                    ? $"'{text}' must be PARAMETER=VALUE, such as lr=1e-3."
                    : $"The parameter '{text[..at]}' is given twice.");
            }
        }

        return config;
    }

    private static JsonElement ValueOf(string text)
    {
        try
        {
            using var value = JsonDocument.Parse(text);
            return value.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}
