using System.CommandLine;
using Tune.Cli.Owning;
using Tune.Cli.Shell;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Cli.Commands;

/// <summary>tag, note, rename and delete: what is written about an experiment or a trial. No algorithm hears of
/// it.</summary>
internal static class MarkCommand
{
    // What may be written is up to the API; this only keeps a file from being taken in whole.
    private const int NoteCharsMax = 1024 * 1024;

    public static Command Tag(CliContext cli)
    {
        var tags = new Argument<string[]>("KEY=VALUE")
        {
            Description = "Tags to set, such as team=vision.", Arity = ArgumentArity.ZeroOrMore,
        };
        var remove = new Option<string[]>("--remove")
        {
            Description = "The name of a tag to remove; may be given several times.", HelpName = "KEY",
            Arity = ArgumentArity.OneOrMore, DefaultValueFactory = _ => [],
        };
        var command = new Command("tag", "Sets or removes tags of an experiment, or of one of its trials.");
        Make(cli, command, tags, [remove], (parse, experiment, trial, cancellation) =>
        {
            var change = TagsOf(parse.GetValue(tags) ?? [], parse.GetValue(remove) ?? []);
            return client => client.AnnotateAsync(experiment, change, trial, null, cancellation);
        });
        return command;
    }

    public static Command Note(CliContext cli)
    {
        var text = new Argument<string>("TEXT")
        {
            Description = "The note; empty removes it, - reads it from standard input.",
        };
        var command = new Command("note", "Writes the note of an experiment, or of one of its trials.");
        Make(cli, command, text, [], (parse, experiment, trial, cancellation) =>
        {
            var note = parse.GetValue(text) is "-" ? Typed() : parse.GetValue(text);
            return client => client.AnnotateAsync(
                experiment, new AnnotateItem { Note = note }, trial, null, cancellation);
        });
        return command;
    }

    public static Command Rename(CliContext cli)
    {
        var title = new Argument<string>("TITLE")
        {
            Description = "What it is shown as, at most 250 characters; empty for its name.",
        };
        var command = new Command("rename", "Shows an experiment under another name; commands go on with NAME.");
        Make(cli, command, title, [], (parse, experiment, _, cancellation) => client => client.AnnotateAsync(
            experiment, new AnnotateItem { Title = parse.GetValue(title) }, null, null, cancellation),
            hasTrial: false);
        return command;
    }

    public static Command Delete(CliContext cli)
    {
        var restore = new Option<bool>("--restore") { Description = "Take it out of the recycle bin again." };
        var purge = new Option<bool>("--purge")
        {
            Description = "Remove the whole experiment for good, with its curves, checkpoints and logs.",
        };
        var yes = new Option<bool>("--yes") { Description = "Yes, --purge is meant: nothing brings it back." };
        var command = new Command(
            "delete", "Puts an experiment, or one of its trials, into the recycle bin; what runs of it is ended.");
        Make(cli, command, null, [restore, purge, yes], (parse, experiment, trial, cancellation) =>
        {
            if (!parse.GetValue(purge))
            {
                return client => parse.GetValue(restore)
                    ? client.RestoreAsync(experiment, trial, null, cancellation)
                    : client.DeleteAsync(experiment, trial, null, cancellation);
            }

            if (trial is not null || parse.GetValue(restore) || !parse.GetValue(yes))
            {
                throw new UsageException(trial is not null
                    ? "--purge removes whole experiments; a trial goes with the experiment that it is of."
                    : parse.GetValue(restore)
                    ? "--restore and --purge exclude each other; give one of them."
                    : $"--purge removes '{experiment}' for good, and nothing brings it back. Say --yes too.");
            }

            return async client =>
            {
                await client.DeleteAsync(experiment, null, null, cancellation);
                return await client.PurgeAsync(experiment, null, cancellation);
            };
        });
        return command;
    }

    private static void Make(
        CliContext cli, Command command, Argument? what, Option[] more,
        Func<ParseResult, string, int?, CancellationToken, Func<TuneClient, Task<DoneItem>>> prepare,
        bool hasTrial = true)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var trial = CommonOptions.Count("--trial", "Of this trial.", least: 0);
        command.Add(name);
        if (what is not null)
        {
            command.Add(what);
        }

        foreach (var option in (Option[])[.. more, .. hasTrial ? (Option[])[trial] : [], store, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var experiment = parse.GetValue(name)!;
            var act = prepare(parse, experiment, hasTrial ? parse.GetValue(trial) : null, cancellation);
            await using var owner = await Owner.OfAsync(parse.GetValue(store)!, cancellation);
            return await cli.ActAsync(experiment, parse.GetValue(json), () => act(owner.Client));
        }));
    }

    private static AnnotateItem TagsOf(string[] set, string[] remove)
    {
        if (set.Length + remove.Length == 0)
        {
            throw new UsageException("Say which tags: KEY=VALUE to set one, --remove KEY to remove one.");
        }

        return new AnnotateItem { Set = TagsOf(set), Remove = remove };
    }

    /// <summary>Tags as people type them.</summary>
    public static Dictionary<string, string> TagsOf(string[] set)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in set)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new UsageException($"The tag '{text}' must be KEY=VALUE, such as team=vision.");
            }

            tags[text[..at]] = text[(at + 1)..];
        }

        return tags;
    }

    private static string Typed()
    {
        var text = new char[NoteCharsMax];
        var length = Console.In.ReadBlock(text);
        return length < text.Length
            ? new string(text, 0, length).TrimEnd('\n', '\r')
            : throw new UsageException($"The note on standard input is longer than {NoteCharsMax} characters.");
    }
}
