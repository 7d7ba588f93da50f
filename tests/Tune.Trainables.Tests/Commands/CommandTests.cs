using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>The conversation with a program.</summary>
internal sealed class CommandTests : CommandFixture
{
    private const string Report = """echo '{"tune":"report","metrics":{"loss":1}}'""";

    [Test]
    public async Task Reports_OfAProgram_ArriveInOrderAndOtherLinesAreLog()
    {
        var outcome = await Shell("""
            echo starting
            echo '{"tune":"report","metrics":{"loss":0.5,"acc":1}}'
            echo '{"metrics":{"loss":3}}'
            echo '{"tune": "report", "metrics": {"loss": 0.25}, "iteration": 10}'
            echo trouble >&2
            """);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports.Select(r => (r.Sequence, r.Iteration)), Is.EqualTo([(1, 1), (2, 10)]));
        Assert.That(Channel.Reports[0].Metrics, Is.EqualTo(MetricSet.Of(("loss", 0.5), ("acc", 1))));
        Assert.That(Channel.Lines, Is.EquivalentTo(["starting", """{"metrics":{"loss":3}}""", "trouble"]));
    }

    [Test]
    public async Task Environment_OfAProgram_HoldsTheAssignment()
    {
        Assignment = Folder.From(4, "state", "weights") with
        {
            Config = Configuration.Of(("lr", 0.5), ("optimizer/name", "adam")), Threads = 3, Gpus = [1, 2],
        };
        await Shell("""
            echo "$TUNE_CONFIG"; cat "$TUNE_CONFIG_FILE"; echo
            echo "$TUNE_SEED $TUNE_TRIAL $TUNE_ATTEMPT $TUNE_METRIC $TUNE_THREADS $TUNE_ITERATION"
            echo "$CUDA_VISIBLE_DEVICES $TUNE_CHECKPOINT_DUE"; cat "$TUNE_RESTORE_DIR/state"
            """);

        const string config = """{"lr":0.5,"optimizer/name":"adam"}""";
        Assert.That(Channel.Lines, Is.EqualTo([config, config, "7 0 1 loss 3 4", "1,2 0", "weights"]));
    }

    [Test]
    public async Task Environment_OfCardsTheDriverKnows_NamesThem()
    {
        Assignment = Assignment with { Gpus = [1, 2], Cards = ["GPU-a", "MIG-b"] };

        await Shell("echo \"$CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER\"");

        Assert.That(Channel.Lines, Is.EqualTo(["GPU-a,MIG-b PCI_BUS_ID"]));
    }

    [Test]
    public async Task Answers_ToAProgram_SayWhetherACheckpointIsDue()
    {
        Assignment = Assignment with { Milestone = 2 };
        Channel.Answer = _ => RecordingChannel.Continue(2);
        await Shell($"{Report}; read -r answer; echo \"got $answer\"");

        Assert.That(Channel.Lines, Is.EqualTo(["""got {"tune":"continue","iteration":1,"checkpoint":true}"""]));
    }

    [Test]
    public async Task Answers_NobodyReads_StopNobody()
    {
        var outcome = await Shell("""
            i=0; while [ $i -lt 5000 ]; do echo '{"tune":"report","metrics":{"loss":1}}'; i=$((i+1)); done
            """);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(5000));
    }

    [Test]
    public async Task Checkpoint_InTheFolder_GoesWithItsReportAndLeavesTheFolderEmpty()
    {
        Assignment = Assignment with { Milestone = 2 };
        Channel.Answer = _ => RecordingChannel.Continue(2);
        await Shell("""
            cd "$TUNE_CHECKPOINT_DIR"
            for i in 1 2; do
                ls; mkdir sub; echo $i > sub/state; echo extra > only$i
                echo '{"tune":"report","metrics":{"loss":1},"checkpoint":true}'
                read -r answer; cd "$TUNE_CHECKPOINT_DIR"
            done
            """);

        Assert.That(Channel.Reports[0].CheckpointFolder, Is.Null, "not due");
        var folder = Channel.Reports[1].CheckpointFolder!;
        Assert.That(File.ReadAllText(Path.Combine(folder, "sub", "state")), Is.EqualTo("2\n"));
        Assert.That(File.Exists(Path.Combine(folder, "only1")), Is.False);
        Assert.That(Channel.Lines, Is.Empty);
    }

    [Test]
    public async Task Checkpoint_InANamedFolder_NeedsNoWaiting()
    {
        Assignment = Assignment with { Milestone = 1 };
        Channel.Answer = r => RecordingChannel.Continue(r.Iteration + 1);
        await Shell("""
            for i in 1 2 3; do
                mkdir -p "$TUNE_CHECKPOINT_DIR/$i"; echo $i > "$TUNE_CHECKPOINT_DIR/$i/state"
                echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"'$i'"}'
            done
            """);

        Assert.That(
            Channel.Reports.Select(r => File.ReadAllText(Path.Combine(r.CheckpointFolder!, "state"))),
            Is.EqualTo(["1\n", "2\n", "3\n"]));
    }

    [Test]
    public async Task Stop_OfAProgramThatIgnoresEverything_KillsItAndItsChildren()
    {
        Channel.Answer = _ => new(Leaving.Stop, 1);
        var outcome = await Shell(
            $$"""
            trap '' TERM
            sleep 1000 & echo $!
            {{Report}}
            while :; do sleep 1000; done
            """,
            grace: TimeSpan.FromMilliseconds(200));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        EndsSoon(int.Parse(Channel.Lines[0], CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task Stop_OfAProgramThatReads_SaysStop()
    {
        Channel.Answer = _ => new(Leaving.Stop, 1);
        var outcome = await Shell($"trap '' TERM; {Report}; read -r answer; echo \"got $answer\"; exit 3");

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>(), "the exit code of one that leaves as told");
        Assert.That(Channel.Lines, Is.EqualTo(["""got {"tune":"stop"}"""]));
    }

    [Test]
    public async Task Interrupt_OfAProgramThatHandlesTheSignal_TakesItsLastReportWithTheCheckpoint()
    {
        var run = Shell($$"""
            trap 'going=' TERM
            going=yes
            {{Report}}
            while [ $going ]; do read -r answer; done
            echo state > "$TUNE_CHECKPOINT_DIR/state"
            echo '{"tune":"report","metrics":{"loss":0.5},"checkpoint":true}'
            """);
        await Channel.Arrived(1);
        Channel.Ask(Leaving.Interrupt);

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(Channel.Reports.Select(r => r.CheckpointFolder is not null), Is.EqualTo([false, true]));
    }

    [TestCase(Leaving.Pause)]
    [TestCase(Leaving.Interrupt)]
    public async Task Leaving_OfAProgramThatReads_TakesTheCheckpointItThenWrites(Leaving how)
    {
        Channel.Answer = _ => new(how, 100);
        var outcome = await Shell($$"""
            trap '' TERM
            {{Report}}; read -r answer; echo "got $answer"
            echo state > "$TUNE_CHECKPOINT_DIR/state"; echo '{"tune":"checkpoint"}'; echo '{"tune":"checkpoint"}'
            """);

        Assert.That(outcome, Is.Not.InstanceOf<AttemptOutcome.Failed>());
        Assert.That(Channel.Lines, Is.EqualTo(["""got {"tune":"pause"}"""]));
        Assert.That(Channel.Saves.Select(s => s.Iteration), Is.EqualTo([1]));
        Assert.That(File.ReadAllText(Path.Combine(Channel.Saves[0].Folder, "state")), Is.EqualTo("state\n"));
    }

    [Test]
    public async Task Interrupt_ThatOvertakesAReport_LeavesTimeForTheNextOneWithItsCheckpoint()
    {
        Channel.HoldsAnswers = true;
        var run = Shell($$"""
            trap 'going=' TERM
            going=yes
            {{Report}}
            while [ $going ]; do read -r answer; done
            {{Report}}
            echo state > "$TUNE_CHECKPOINT_DIR/state"
            echo '{"tune":"report","metrics":{"loss":0.5},"checkpoint":true}'
            """);
        await Channel.Arrived(1);
        Channel.Ask(Leaving.Interrupt);
        Channel.HoldsAnswers = false;
        Channel.Release();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(Channel.Reports.Select(r => r.CheckpointFolder is not null), Is.EqualTo([false, false, true]));
    }

    [Test]
    public async Task Pause_AtAMilestone_KeepsTheCheckpointOfItsReport()
    {
        Assignment = Assignment with { Milestone = 1 };
        Channel.Answer = _ => new(Leaving.Pause, 1);
        var outcome = await Shell("""
            while :; do
                i=$((i+1)); mkdir "$TUNE_CHECKPOINT_DIR/$i"; echo $i > "$TUNE_CHECKPOINT_DIR/$i/state"
                echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"'$i'"}'
            done
            """);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(Channel.Reports[0].CheckpointFolder!, "state")), Is.EqualTo("1\n"));
    }

    [Test]
    public async Task Kill_OfAnAttempt_KillsTheProgram()
    {
        using var kill = new CancellationTokenSource();
        var run = Shell($"trap '' TERM; {Report}; while :; do sleep 1000; done", kill: kill.Token);
        await Channel.Arrived(1);
        await kill.CancelAsync();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
    }

    [Test]
    public async Task Program_ThatLeavesAChildBehind_TakesItAlong()
    {
        var outcome = await Shell($"sleep 1000 & echo $!; {Report}");

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        EndsSoon(int.Parse(Channel.Lines[0], CultureInfo.InvariantCulture));
    }
}
