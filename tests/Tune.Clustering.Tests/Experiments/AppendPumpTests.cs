using Tune.Clustering.Experiments;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>The loop of an experiment on paper: letters are asked, a turn is the word they make.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AppendPumpTests
{
    private readonly AppendPump<char, string> _pump = new();

    [Test]
    public void TryOpen_Twice_OpensOnce()
    {
        _pump.Ask('a');
        Assert.Multiple(() =>
        {
            Assert.That(_pump.TryOpen(), Is.True);
            Assert.That(_pump.TryOpen(), Is.False, "it is being opened already");
            Assert.That(_pump.TryBegin(), Is.False);
        });
    }

    [Test]
    public void Ask_WhileATurnIsStored_WaitsForTheNext()
    {
        Open(5);
        Store("ab");
        _pump.Ask('c');
        Assert.That(_pump.TryBegin(), Is.False);
        _pump.Stored();
        Assert.That((_pump.Durable, new string([.. _pump.Taken])), Is.EqualTo((7L, "ab")));
        _pump.Finished();
        Assert.That(_pump.TryBegin(), Is.True);
        Assert.That(_pump.TryTake(out var next) && next == 'c', Is.True);
    }

    [Test]
    public void Decided_WithoutEvents_NeedsNoDisk()
    {
        Open(0);
        _pump.Poke();
        Assert.That(_pump.TryBegin(), Is.True);
        Assert.That(_pump.Decided("", 0), Is.False);
        _pump.Finished();
        Assert.That(_pump.IsAtRest, Is.True);
    }

    [Test]
    public void NotStored_AndNotInTheJournal_IsDecidedAnewBeforeEverythingElse()
    {
        Open(5);
        Store("ab");
        _pump.Ask('c');
        Assert.That(_pump.NotStored("full"), Is.True);
        Assert.That((_pump.State, _pump.Trouble, _pump.TryBegin()), Is.EqualTo((PumpState.Paused, "full", false)));
        _pump.TryOpen();
        Assert.That(_pump.Opened(5), Is.EqualTo(Reopened.Undone));
        Assert.That(new string([.. _pump.Waiting]), Is.EqualTo("abc"));
        Assert.That(_pump.Trouble, Is.EqualTo("full"), "only an append shows that the store takes something");
        Take("abc");
        Assert.That(_pump.Trouble, Is.Empty);
    }

    [Test]
    public void Closed_InTrouble_TakesNoneAlong()
    {
        Open(5);
        Store("a");
        _pump.NotStored("full");
        _pump.TryOpen();
        _pump.Opened(5);
        _pump.DropUntil(_ => false);
        _pump.Closed();

        _pump.TryOpen();
        Assert.That(_pump.CannotOpen("damaged"), Is.False, "nobody waits for an append that is to be tried again");
    }

    [Test]
    public void NotStored_ButInTheJournal_IsFinished()
    {
        Open(5);
        Store("ab");
        _pump.NotStored("the line broke");
        _pump.TryOpen();
        Assert.That(_pump.Opened(7), Is.EqualTo(Reopened.Stored));
        Assert.That((_pump.Turn, _pump.Trouble), Is.EqualTo(("ab", "")));
        _pump.Finished();
        Assert.That(_pump.IsAtRest, Is.True);
    }

    [TestCase(6)]
    [TestCase(8)]
    [TestCase(4)]
    public void Opened_WithSomethingElseInItsPlace_IsOvertaken(int durable)
    {
        Open(5);
        Store("ab");
        _pump.NotStored("the line broke");
        _pump.TryOpen();
        Assert.That(_pump.Opened(durable), Is.EqualTo(Reopened.Overtaken));
    }

    [Test]
    public void CannotOpen_TheFirstTime_IsNotTriedAgain()
    {
        _pump.Ask('a');
        _pump.TryOpen();
        Assert.That(_pump.CannotOpen("damaged"), Is.False);
        Assert.That(_pump.State, Is.EqualTo(PumpState.Closed));
    }

    [Test]
    public void CannotOpen_AfterAPause_IsTriedAgainLaterAndLater()
    {
        Open(5);
        Store("ab");
        _pump.NotStored("full");
        var first = _pump.RetryAfter;
        List<TimeSpan> waits = [];
        for (var i = 0; i < 10; i++)
        {
            _pump.TryOpen();
            Assert.That(_pump.CannotOpen("still full"), Is.True);
            waits.Add(_pump.RetryAfter);
        }

        Assert.Multiple(() =>
        {
            Assert.That(waits, Is.Ordered.Ascending);
            Assert.That(waits[0], Is.GreaterThan(first));
            Assert.That(waits[^1], Is.EqualTo(TimeSpan.FromSeconds(10)));
        });
        _pump.TryOpen();
        _pump.Opened(5);
        Take("ab");
        Store("c");
        _pump.NotStored("full again");
        Assert.That(_pump.RetryAfter, Is.EqualTo(first));
    }

    [Test]
    public void Closed_WithSomethingAskedLater_OpensAgain()
    {
        Open(5);
        _pump.Closed();
        _pump.Ask('a');
        Assert.That(_pump.TryOpen(), Is.True);
        Assert.That(_pump.Opened(9), Is.EqualTo(Reopened.Fresh), "others may have written meanwhile");
    }

    [Test]
    public void Postpone_OfWhatWaits_IsNextAfterItIsRecalled()
    {
        Open(0);
        _pump.Ask('a');
        _pump.Ask('b');
        _pump.Postpone(letter => letter == 'a');
        _pump.AskLater('c');
        Assert.That(Decide(), Is.EqualTo("b"));
        _pump.Stored();
        _pump.Finished();
        Assert.That((_pump.TryBegin(), _pump.IsAtRest), Is.EqualTo((false, false)));
        _pump.Recall();
        Assert.That(Decide(), Is.EqualTo("ac"));
    }

    [Test]
    public void DropUntil_OneThatIsKept_LeavesThatAndWhatFollows()
    {
        foreach (var letter in "abcd")
        {
            _pump.Ask(letter);
        }

        Assert.That(new string([.. _pump.DropUntil(letter => letter == 'c')]), Is.EqualTo("ab"));
        Assert.That(new string([.. _pump.Waiting]), Is.EqualTo("cd"));
    }

    private void Open(long durable)
    {
        _pump.TryOpen();
        Assert.That(_pump.Opened(durable), Is.EqualTo(Reopened.Fresh));
    }

    private void Store(string letters)
    {
        foreach (var letter in letters)
        {
            _pump.Ask(letter);
        }

        Assert.That(Decide(), Is.EqualTo(letters));
    }

    private string Decide()
    {
        Assert.That(_pump.TryBegin(), Is.True);
        var word = "";
        while (_pump.TryTake(out var letter))
        {
            word += letter;
        }

        Assert.That(_pump.Decided(word, word.Length), Is.True);
        return word;
    }

    private void Take(string waiting)
    {
        Assert.That(Decide(), Is.EqualTo(waiting));
        _pump.Stored();
        _pump.Finished();
    }
}
