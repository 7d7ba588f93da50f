using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Placement;

/// <summary>An experiment as the keeper knows it.</summary>
/// <param name="reference">Its owner.</param>
internal sealed class SlotClient(IActorRef reference)
{
    private readonly SortedDictionary<int, SlotGrant[]> _told = [];
    private HoldingsMark _lastAgain = HoldingsMark.None;
    private long _sentAtLastAgain;

    public IActorRef Ref { get; private set; } = reference;

    public SlotLedger Held { get; } = new();

    public ClaimSlots? Claim { get; private set; }

    public GiveBackSlots? Owed { get; set; }

    public string Why { get; set; } = "";

    /// <summary>When it was last given something, as a number that rises.</summary>
    public long Served { get; set; }

    /// <summary>The question whose answer is awaited; 0 for none. Until it has come nothing new is lent.</summary>
    public long Asked { get; private set; }

    /// <summary>The number of the last grant sent.</summary>
    public long Granted { get; private set; }

    private long Returned { get; set; }

    /// <summary>Takes in a claim.</summary>
    /// <returns>Whether it has to be asked what it holds.</returns>
    public bool Take(ClaimSlots claim)
    {
        var (isFirst, mark) = (Claim is null, claim.Holdings);
        Claim = claim;
        if (isFirst)
        {
            // Numbers go on where the experiment is, whoever counted before.
            (Granted, Returned) = (mark.Granted, mark.Returned);
            return mark.Count != Held.Count || mark.Digest != Held.Digest;
        }

        if (!claim.IsAgain)
        {
            return false;
        }

        // What was sent before the last time this was said is either there or lost.
        var isSettled = mark.Granted == Granted
            || (mark.Granted == _lastAgain.Granted && Granted == _sentAtLastAgain);
        (_lastAgain, _sentAtLastAgain) = (mark, Granted);
        return Asked != 0 || mark.Returned != Returned
            || (isSettled && (mark.Granted != Granted || mark.Count != Held.Count || mark.Digest != Held.Digest));
    }

    /// <summary>Whether a claim says something that a plan depends on.</summary>
    public bool Differs(ClaimSlots claim) =>
        Claim is null || (Claim.Resources, Claim.Wanted, Claim.Policy) != (claim.Resources, claim.Wanted, claim.Policy);

    /// <summary>Notes slots that are sent to it.</summary>
    /// <returns>The number of the message.</returns>
    public long Grant(SlotGrant[] grants)
    {
        Array.ForEach(grants, grant => Held.Add(grant));
        return ++Granted;
    }

    public void Return(ReturnSlots message)
    {
        // What came before has been counted already: a slot in it may have been lent again since.
        if (message.Number <= Returned)
        {
            return;
        }

        Returned = message.Number;
        foreach (var grant in message.Slots.SelectMany(block => block.Unpack()))
        {
            Held.Remove(grant.Key);
        }
    }

    public AskHoldings Ask(long number)
    {
        Asked = number;
        _told.Clear();
        return new AskHoldings(number, Granted);
    }

    /// <summary>Takes in a part of the answer.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Tell(TellHoldings part)
    {
        if (part.Number != Asked)
        {
            return false;
        }

        _told[part.Part] = [.. part.Slots.SelectMany(block => block.Unpack())];
        if (_told.Count < part.Parts)
        {
            return false;
        }

        Held.Clear();
        foreach (var grant in _told.Values.SelectMany(grants => grants))
        {
            Held.Add(grant);
        }

        (Asked, Returned) = (0, part.Returned);
        _told.Clear();
        return true;
    }

    public SlotClaim ToClaim() => new(
        Claim!.Experiment, Claim.Resources, Asked != 0 ? 0 : Claim.Wanted, [.. Held.All.Values])
    {
        Policy = Claim.Policy,
        Served = Served,
    };

    /// <summary>Its owner is gone: it keeps what it has and wants no more.</summary>
    public void Orphan()
    {
        Ref = ActorRefs.Nobody;
        Claim = Claim! with { Wanted = 0 };
        Asked = 0;
    }

    /// <summary>Another owner: what the last one held is taken as held until this one has said what it is.</summary>
    public static SlotClient After(SlotClient? before, IActorRef owner)
    {
        var client = new SlotClient(owner) { Served = before?.Served ?? 0 };
        foreach (var grant in before?.Held.All.Values ?? [])
        {
            client.Held.Add(grant);
        }

        return client;
    }
}
