using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Where the calls of MLflow's clients find what they speak of: free-standing runs first, then sweeps.
/// </summary>
internal sealed class MlflowDesk(Served served, TimeProvider time)
{
    public SweepRuns Sweeps { get; } = new(served, time);

    public SweepFiles Files => new(served, Sweeps);

    /// <exception cref="ProblemException">This kind of store keeps no runs.</exception>
    public IRunBook Book => served.Store.Runs ?? throw new ProblemException(
        StatusCodes.Status501NotImplemented, "no_runs", "This kind of store keeps no free-standing runs.");

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes something, and answers without a word.</summary>
    public async Task ChangeAsync(
        Func<RunLedger, IReadOnlyList<RunFact>> rule, CancellationToken cancellation) =>
        await Book.ChangeAsync(rule, static _ => true, cancellation);

    /// <summary>Changes a run. Where there is none of that id a trial may be meant, which is not written to.</summary>
    public async Task<T> ChangeRunAsync<T>(
        string run, Func<RunLedger, IReadOnlyList<RunFact>> rule, Func<RunLedger, T> answer,
        CancellationToken cancellation)
    {
        try
        {
            return await Book.ChangeAsync(rule, answer, cancellation);
        }
        catch (RunException missing) when (missing.Fault == RunFault.Missing)
        {
            if (await Sweeps.TrialAsync(run, cancellation) is (var sweep, _))
            {
                throw new RunException(RunFault.Invalid, SweepRuns.ReadOnlySentence(sweep));
            }

            throw;
        }
    }

    /// <summary>A run or a trial.</summary>
    /// <exception cref="RunException">There is neither.</exception>
    public async Task<MlflowRun> RunAsync(string id, CancellationToken cancellation) =>
        await Book.ReadAsync(ledger => ledger.Run(id) is { } run ? Of(ledger, run) : null, cancellation)
        ?? await Sweeps.RunAsync(id, cancellation)
        ?? throw new RunException(RunFault.Missing, $"Run with id={Problem.Quoted(id)} not found.");

    public static MlflowRun Of(RunLedger ledger, RunRecord run)
    {
        var experiment = MlflowExperiment.Of(ledger.Collection(run.Collection)!);
        return new MlflowRun(run, experiment.Id, experiment.Location);
    }

    /// <summary>A collection or a sweep.</summary>
    /// <exception cref="RunException">There is neither.</exception>
    public async Task<MlflowExperiment> ExperimentAsync(string id, CancellationToken cancellation) =>
        (IdOf(id) is { } number
            ? await Book.ReadAsync(
                ledger => ledger.Collection(number) is { } found ? MlflowExperiment.Of(found) : null, cancellation)
            : await Sweeps.FindAsync(id, cancellation))
        ?? throw Unknown(id);

    /// <summary>The number of a collection that is to be changed.</summary>
    /// <exception cref="RunException">There is none, or it is a sweep.</exception>
    public async Task<int> CollectionAsync(string id, CancellationToken cancellation) => IdOf(id)
        ?? throw (await Sweeps.FindAsync(id, cancellation) is { } sweep
            ? new RunException(RunFault.Invalid, SweepRuns.ReadOnlySentence(sweep.Name)) : Unknown(id));

    private static RunException Unknown(string id) =>
        new(RunFault.Missing, $"No experiment with ID {Problem.Quoted(id)} exists.");

    private static int? IdOf(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
