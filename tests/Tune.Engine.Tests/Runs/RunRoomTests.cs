using NUnit.Framework.Constraints;
using Tune.Engine.Runs;

namespace Tune.Engine.Tests.Runs;

/// <summary>How much a store takes of runs.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunRoomTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly string s_long = new('x', 1 << 20);
    private readonly RunLedger _ledger = new();

    public RunRoomTests()
    {
        Take(RunRules.Start(_ledger, new RunRecord("a", 0, "some", "me", 5)));
        Take(RunRules.Start(_ledger, new RunRecord("b", 0, "some", "me", 5)));
    }

    [Test]
    public void Require_ForMoreTextThanARunTakes_IsRefusedAndOthersGoOn()
    {
        Fill("a", RunRoom.TextPerRunMax - s_long.Length + 1);

        Assert.That(
            () => RunRoom.Require(_ledger, RunRules.Attach(_ledger, "a", isOutput: true, [s_long])),
            Refused("The run a has").And.Message.Contains("67,108,864"));
        Assert.That(
            () => RunRoom.Require(_ledger, RunRules.Attach(_ledger, "b", isOutput: true, [s_long])), Throws.Nothing);
    }

    [Test]
    public void Require_ForATagInPlaceOfALongerOne_IsTakenWhereThereIsNoRoom()
    {
        Take(RunRules.Log(_ledger, "a", [], [], [new("k", "long")]));
        Fill("a", RunRoom.TextPerRunMax);

        Assert.That(() => Require("longer"), Refused("The run a has"));
        Assert.That(() => Require("s"), Throws.Nothing);
        Assert.That(() => Require(null), Throws.Nothing);

        void Require(string? value) =>
            RunRoom.Require(_ledger, RunRules.Log(_ledger, "a", [], [], [new("k", value)]));
    }

    [Test]
    public void Require_ForWhatIsOverwrittenAgainAndAgain_IsRefusedInTheEnd()
    {
        // Nothing but the log grows by it.
        var name = new string('n', 64 << 20);
        for (var logged = 0L; logged < RunRoom.LoggedPerRunMax - name.Length; logged += name.Length)
        {
            _ledger.Apply(new RunFact.RunChanged("a", RunStatus.Running, null, name));
        }

        var more = new RunFact.RunChanged("a", RunStatus.Running, null, name);
        Assert.That(() => RunRoom.Require(_ledger, [more]), Refused("The run a has logged").And.Message.Contains(
            "4,294,967,296"));
        Assert.That(() => RunRoom.Require(_ledger, [more with { Run = "b" }]), Throws.Nothing);
        LogUpTo(RunRoom.LoggedMax - name.Length, name);
        Assert.That(() => RunRoom.Require(_ledger, [more with { Run = "b" }]), Refused("The store has logged"));
    }

    [Test]
    public void Require_ToEndDeleteOrRestoreARun_IsTakenWhereThereIsNoRoom()
    {
        LogUpTo(RunRoom.LoggedMax, new string('n', 64 << 20));

        Assert.That(() => Take(RunRules.Log(_ledger, "a", [], [], [new("k", "v")])), Refused("The store has logged"));
        Take(RunRules.Change(_ledger, "a", RunStatus.Finished, 9, null));
        Take(RunRules.Move(_ledger, "a", isDeleted: true, 10));
        Take(RunRules.Move(_ledger, "a", isDeleted: false, 11));
        Assert.That((_ledger.Run("a")!.Status, _ledger.Run("a")!.End), Is.EqualTo((RunStatus.Finished, (long?)9)));
        Assert.That(
            () => Take(RunRules.Change(_ledger, "a", RunStatus.Running, null, null)), Refused("The store has logged"));
        Assert.That(
            () => Take(RunRules.Change(_ledger, "b", RunStatus.Finished, 9, "other")), Refused("The store has logged"));
    }

    [Test]
    public void Require_ForTextOfSeveralRuns_CountsItTogether()
    {
        var text = new string('x', (int)RunRoom.TextPerRunMax);
        var most = (int)(RunRoom.TextMax / RunRoom.TextPerRunMax);
        var facts = Enumerable.Range(0, most + 1).Select(run => new RunFact.RunAttached($"r{run}", false, text));

        Assert.That(() => RunRoom.Require(_ledger, [.. facts]), Refused("All runs have").And.Message.Contains(
            "2,147,483,648"));
        Assert.That(() => RunRoom.Require(_ledger, [.. facts.Take(most - 1)]), Throws.Nothing);
    }

    [Test]
    public void Put_OfMoreBytesThanARunOrAStoreTakes_IsRefusedNamingTheLimit()
    {
        Take(ArtifactRules.Put(_ledger, File("0/a/artifacts/one", RunRoom.ArtifactsPerRunMax - 10)));

        Assert.That(
            () => ArtifactRules.Put(_ledger, File("0/a/artifacts/two", 11)),
            Refused("There is room for 10 bytes at '0/a/artifacts/two'").And.Message.Contains("1,099,511,627,776"));
        Take(ArtifactRules.Put(_ledger, File("0/a/artifacts/two", 10)));
        Assert.That(() => ArtifactRules.RequireRoom(_ledger, "0/a/artifacts/three"), Refused("room for 0 bytes"));
        Assert.That(ArtifactRules.RequireRoom(_ledger, "0/a/artifacts/two"), Is.EqualTo(10), "it gives way");
        for (var run = 0; run < 7; run++)
        {
            Take(ArtifactRules.Put(_ledger, File($"1/{run}/x", RunRoom.ArtifactsPerRunMax)));
        }

        Assert.That(() => ArtifactRules.Put(_ledger, File("2/c/x", 1)), Refused("room for 0 bytes"));
        Take(ArtifactRules.Remove(_ledger, "0/a"));
        Assert.That(_ledger.ArtifactBytesBelow("0"), Is.Zero);
        Assert.That(ArtifactRules.RequireRoom(_ledger, "2/c/x"), Is.EqualTo(RunRoom.ArtifactsPerRunMax));
    }

    private static RunArtifact File(string path, long length) => new(path, Digest, length, 1);

    private static ContainsConstraint Refused(string start) =>
        Throws.TypeOf<RunException>().With.Message.Contains(start);

    // By what is overwritten and nowhere looked up, so that its characters are only counted.
    private void LogUpTo(long most, string note)
    {
        Take(ModelRules.Make(_ledger, "model", "", [], 1));
        while (_ledger.Logged <= most)
        {
            _ledger.Apply(new RunFact.ModelNoted("model", note, 1));
        }
    }

    private void Fill(string run, long text)
    {
        while (_ledger.SizesOf(run).Text + s_long.Length <= text)
        {
            _ledger.Apply(new RunFact.RunAttached(run, false, s_long));
        }

        var left = (int)(text - _ledger.SizesOf(run).Text);
        _ledger.Apply(new RunFact.RunAttached(run, false, s_long[..left]));
    }

    private void Take(IReadOnlyList<RunFact> facts)
    {
        RunRoom.Require(_ledger, facts);
        foreach (var fact in facts)
        {
            _ledger.Apply(fact);
        }
    }
}
