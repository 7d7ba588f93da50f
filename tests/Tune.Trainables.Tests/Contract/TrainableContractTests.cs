using NUnit.Framework.Internal;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests.Contract;

/// <summary>The contract tells what does not keep to it.</summary>
internal sealed class TrainableContractTests
{
    [Test]
    public async Task Run_ToldToStop_FailsForCodeThatTrainsToItsEnd() => Assert.That(
        await FailureOf(contract => contract.Run_ToldToStop_Leaves(), new Deaf(10)),
        Does.Contain("told to stop at its first report"));

    [Test]
    public async Task Run_Paused_FailsForCodeThatReportsNothingAfterItsCheckpoint() => Assert.That(
        await FailureOf(contract => contract.Run_Paused_GoesOnFromItsCheckpoint(), new Deaf(1)),
        Does.Contain("something was reported after its checkpoint"));

    [Test]
    public async Task Run_Paused_FailsForCodeThatReportsNothing() => Assert.That(
        await FailureOf(contract => contract.Run_Paused_GoesOnFromItsCheckpoint(), new Deaf(0)),
        Does.Contain("something was reported"));

    private static async Task<string> FailureOf(Func<TrainableContract, Task> run, ITrainable code)
    {
        using var apart = new TestExecutionContext.IsolatedContext();
        try
        {
            await run(new ContractOf<ITrainable>(code));
        }
        catch (AssertionException e)
        {
            return e.Message;
        }

        return "";
    }

    // Open for any code, and so no fixture by itself.
    private sealed class ContractOf<TCode>(TCode code) : TrainableContract
        where TCode : ITrainable
    {
        protected override TrainableDefinition Trainable => new("deaf", () => code);
    }

    // Reports so often, each time with a checkpoint, whatever it is answered, and nothing where it goes on.
    private sealed class Deaf(int reports) : ITrainable
    {
        public async Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken kill)
        {
            for (var i = 1; assignment.From is null && i <= reports; i++)
            {
                var folder = Directory.CreateTempSubdirectory("tune-deaf-").FullName;
                await await channel.SendAsync(
                    new TrialReport(i, i, MetricSet.Of(("loss", 1)), folder), kill);
            }

            return AttemptOutcome.Completed.Instance;
        }
    }
}
