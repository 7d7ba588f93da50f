using System.CommandLine;
using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Cli.Commands;

/// <summary>The options of resume that let trials that failed for good run again.</summary>
internal sealed class AgainOptions
{
    private readonly Option<bool> _errored = new("--errored")
    {
        Description = "Let trials that failed for good run again, from their last checkpoint, with all their retries.",
    };

    private readonly Option<bool> _restart = new("--restart-errored")
    {
        Description = "The same, from nothing.",
    };

    private readonly Option<int[]> _trials = new("--trial")
    {
        Description = "Only this one of those that failed; may be given several times.",
        HelpName = "N",
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var token in result.Tokens)
            {
                if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    numbers.Add(number);
                }
                else
                {
                    result.AddError($"--trial is '{token.Value}'; it must be a whole number from 0 on.");
                }
            }

            return [.. numbers];
        },
    };

    public void AddTo(Command command)
    {
        command.Add(_errored);
        command.Add(_restart);
        command.Add(_trials);
        command.Validators.Add(result =>
        {
            // A value that could not be read has its own error, and asking for it would throw.
            var (errored, restart) = (result.GetResult(_errored) is not null, result.GetResult(_restart) is not null);
            if (errored && restart)
            {
                result.AddError("--errored goes on from checkpoints, --restart-errored begins anew; give one of them.");
            }
            else if (!errored && !restart && result.GetResult(_trials) is not null)
            {
                result.AddError("--trial goes with --errored or --restart-errored.");
            }
        });
    }

    /// <summary>What is asked for; null for nothing of the kind.</summary>
    public SecondChance? Chance(ParseResult parse) =>
        parse.GetValue(_errored) || parse.GetValue(_restart)
            ? new SecondChance
            {
                FromNothing = parse.GetValue(_restart),
                Trials = [.. (parse.GetValue(_trials) ?? []).Select(number => new TrialId(number))],
            }
            : null;
}
