using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Hosting.Results;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    private static ActedBy ThisProgram => new(UserName, "program");

    private static string UserName => Environment.UserName is { Length: > 0 and <= ActedBy.LengthMax } name
        && !name.Any(char.IsControl) ? name : "unknown";

    /// <summary>Does something to any experiment of the store by hand, whether it runs here or nobody runs it. Ends
    /// when it is on the disk, with all that follows from it. Under a key it is done once, however often it is asked
    /// for.</summary>
    /// <remarks>What gives an experiment more to do (<see cref="UserAct.Resume"/>, <see cref="UserAct.Extend"/>,
    /// <see cref="UserAct.Enqueue"/>) takes it up here if this program has run experiments with its training code;
    /// otherwise it is refused where the experiment is over, and kept for the program that goes on with it where it
    /// is not.</remarks>
    /// <param name="experiment">Its name.</param>
    /// <param name="act">What is done. Tags whose names begin with <c>tune.</c> are neither set nor removed.</param>
    /// <param name="by">Who does it, and under which key.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidExperimentException">It was refused, or there is no such experiment; nothing has
    /// changed. The message names what is wrong.</exception>
    public async Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(by);
        IEnumerable<string> forged = SubmitOrder.Forges(act) is { } tag ? [tag] : [];
        string[] problems = [.. by.Problems(), .. act.Problems(), .. forged];
        if (problems.Length > 0)
        {
            throw new InvalidExperimentException(experiment, problems);
        }

        using var telling = await TellAsync(experiment, act, cancellation);
        try
        {
            return await Node.ActAsync(experiment, act, by, cancellation);
        }
        catch (InvalidExperimentException)
        {
            telling?.Refuse();
            throw;
        }
    }

    /// <summary>What was done to an experiment by hand, by whom and when. Reads its journal from the first event on the
    /// first time, and then what has come since; 4 MiB of the newest acts are remembered.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="skip">How many entries to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 1,000.</param>
    /// <param name="newestFirst">Whether the latest comes first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public async Task<AuditPage> AuditAsync(
        string experiment, int skip = 0, int take = 100, bool newestFirst = true,
        CancellationToken cancellation = default)
    {
        return await AuditReading.ReadAsync(Opened, experiment, skip, take, newestFirst, cancellation);
    }

    /// <summary>The name of the experiment that somebody means: the one of that name, or else the one that is shown
    /// under it (<see cref="UserAct.Annotate.Title"/>) and not deleted.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name or title.</exception>
    /// <exception cref="InvalidExperimentException">Several have that title; the message names them.</exception>
    public async Task<string> NameOfAsync(string nameOrTitle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrTitle);
        var store = Opened;
        if (ExperimentSpec.IsName(nameOrTitle) && await store.ExistsAsync(nameOrTitle, cancellation))
        {
            return nameOrTitle;
        }

        string[] named =
        [
            .. (await store.Tracking.ExperimentsAsync(cancellation))
                .Where(experiment => experiment.Title == nameOrTitle).Select(experiment => experiment.Name),
        ];
        const int shown = 10;
        return named switch
        {
            [var one] => one,
            [] => throw await UnknownExperimentException.InAsync(store, nameOrTitle, cancellation),
            _ => throw new InvalidExperimentException(nameOrTitle,
            [
                $"{named.Length} experiments have this title: {string.Join(", ", named.Take(shown))}"
                + $"{(named.Length > shown ? " …" : "")}. Say the name of one.",
            ]),
        };
    }

    /// <summary>Saves and frees everything an experiment runs and hands out nothing more; fitting it again goes
    /// on.</summary>
    public async Task PauseAsync(string experiment, CancellationToken cancellation = default) =>
        await ActAsync(experiment, new UserAct.Pause(), ThisProgram, cancellation);

    /// <summary>Ends an experiment; its results stay.</summary>
    public async Task StopAsync(string experiment, CancellationToken cancellation = default) =>
        await ActAsync(experiment, new UserAct.Stop(), ThisProgram, cancellation);

    /// <summary>Ends one trial; its results stay.</summary>
    public async Task StopTrialAsync(
        string experiment, TrialId trial, CancellationToken cancellation = default) =>
        await ActAsync(experiment, new UserAct.StopTrial(trial), ThisProgram, cancellation);
}
