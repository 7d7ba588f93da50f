using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>
/// Population-based training once more, written from the text of its README and as simply as can be: it keeps the facts
/// and works every answer out from the beginning. It shares no code with the scheduler, and leaves out only what the
/// new configuration is.
/// </summary>
internal sealed class PbtOracle(PbtOptions options, ulong seed, int population)
{
    private readonly List<TrialFact> _facts = [];
    private SortedDictionary<TrialId, Life>? _lives;

    public void Observe(TrialFact fact)
    {
        _facts.Add(fact);
        _lives = null;
    }

    public string Judge(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return "stop";
        }

        var lives = Lives();
        var boundary = seen.Iteration / options.Interval;
        if (seen.IsPartial || !lives.TryGetValue(seen.Trial, out var self) || boundary <= self.Boundary)
        {
            return "continue";
        }

        var waits = lives.Count < population - Errored
            || lives.Values.Any(life => life.State == "parked" && life.Boundary <= boundary);
        return options.Synchronous || waits || seen.Checkpoint is null
            ? "pause"
            : Copy(lives, seen.Trial, boundary, seen.Iteration, Worth(seen), atBoundary: null) ?? "continue";
    }

    public string Propose(bool mayStartNew)
    {
        if (mayStartNew)
        {
            return "new";
        }

        var lives = Lives().Where(life => life.Value.State != "over").ToDictionary();
        var parked = lives.Where(life => life.Value.State == "parked")
            .OrderBy(life => life.Value.Boundary).ThenBy(life => life.Key.Number).ToArray();
        var isBarrierUp = options.Synchronous && parked.Length > 0 && lives.Values.Any(
            life => life.Boundary < parked[0].Value.Boundary || life.State == "pausing");
        if (parked.Length == 0 || isBarrierUp)
        {
            return lives.Count > 0 ? "wait" : "exhausted";
        }

        var (id, next) = parked[0];
        var own = next.Cards.Last(card => !options.Synchronous || card.Boundary <= next.Boundary);
        var copy = Copy(
            Lives(), id, own.Boundary, own.Iteration, own.Score, options.Synchronous ? next.Boundary : null);
        return $"resume {id} {copy ?? "continue"}";
    }

    public int NextMilestone(TrialId trial, int iteration)
    {
        var boundary = Lives().TryGetValue(trial, out var life) ? life.Boundary : 0;
        if (life?.IsOverdue == true)
        {
            return iteration + 1;
        }

        for (long next = 1; ; next++)
        {
            var at = Math.Min(next * options.Interval, options.MaxIterations);
            if (at > iteration && (next > boundary || at == options.MaxIterations))
            {
                return (int)at;
            }

            if (at == options.MaxIterations)
            {
                return iteration + 1;
            }
        }
    }

    private static double Worth(in Observation seen) =>
        seen.Violation > 0 ? double.NegativeInfinity : seen.Score.Value;

    private int Errored => _facts.Count(fact => fact is TrialFact.Ended { Status: TrialStatus.Errored });

    private string? Copy(
        SortedDictionary<TrialId, Life> lives, TrialId self, int boundary, int iteration, double score, int? atBoundary)
    {
        if (iteration < options.BurnIn)
        {
            return null;
        }

        var cards = new List<(TrialId Trial, Card Card)>();
        foreach (var (trial, life) in lives)
        {
            var card = life.Cards.LastOrDefault(card => atBoundary is null || card.Boundary <= atBoundary);
            if (trial != self && card is not null)
            {
                cards.Add((trial, card));
            }
        }

        var random = KeyedRandom.For(seed, "pbt/donor", (self.Number * 4_294_967_296L) + boundary);
        var best = cards.OrderBy(entry => -entry.Card.Score).ThenBy(entry => entry.Trial.Number).ToList();
        bool MayGive((TrialId Trial, Card Card) entry) =>
            entry.Card.Checkpoint is not null && !double.IsInfinity(entry.Card.Score);
        if (options.Selection == PbtSelection.Tournament)
        {
            var givers = best.Where(MayGive).ToList();
            if (givers.Count == 0)
            {
                return null;
            }

            var (rival, card) = givers[random.NextInt(givers.Count)];
            return card.Score > score ? $"clone {rival} {card.Checkpoint}" : null;
        }

        var k = 0;
        while (k < lives.Count / 2 && k < (lives.Count * options.QuantileFraction) - 1e-9)
        {
            k++;
        }

        var ahead = best.Where(entry =>
            entry.Card.Score > score || (entry.Card.Score >= score && entry.Trial < self)).ToList();
        var top = ahead.Where(MayGive).Take(k).ToList();
        return k > 0 && ahead.Count >= lives.Count - k && top.Count > 0
            && top[random.NextInt(top.Count)] is var (donor, given) ? $"clone {donor} {given.Checkpoint}" : null;
    }

    /// <summary>What has become of each trial that has not errored. Answers only read it, so that it is worked out once
    /// a fact.</summary>
    private SortedDictionary<TrialId, Life> Lives() => _lives ??= WorkOutLives();

    private SortedDictionary<TrialId, Life> WorkOutLives()
    {
        var lives = new SortedDictionary<TrialId, Life>();
        foreach (var fact in _facts)
        {
            if (fact is TrialFact.Added)
            {
                lives[fact.Trial] = new Life();
            }

            var life = lives[fact.Trial];
            switch (fact)
            {
                case TrialFact.Judged judged:
                    Judged(lives, life, judged);
                    break;
                case TrialFact.Parked parked:
                    life.State = "parked";
                    if (life.Cards[^1] is { Checkpoint: null, IsOwn: true } last
                        && parked.Checkpoint?.Iteration == last.Iteration)
                    {
                        life.Cards[^1] = last with { Checkpoint = parked.Checkpoint.Digest };
                    }

                    break;
                case TrialFact.Resumed resumed:
                    life.State = "training";
                    Cloned(lives, life, resumed.As);
                    break;
                case TrialFact.Ended { Status: TrialStatus.Errored }:
                    lives.Remove(fact.Trial);
                    break;
                case TrialFact.Ended:
                    life.State = "over";
                    break;
                default:
                    break;
            }
        }

        return lives;
    }

    private void Judged(SortedDictionary<TrialId, Life> lives, Life life, TrialFact.Judged judged)
    {
        var (seen, boundary) = (judged.Seen, judged.Seen.Iteration / options.Interval);
        life.IsOverdue = seen.IsPartial && (life.IsOverdue || boundary > life.Boundary);
        if (!seen.IsPartial && boundary > life.Boundary && seen.Iteration < options.MaxIterations)
        {
            life.Boundary = boundary;
            life.Cards.Add(new Card(boundary, seen.Iteration, Worth(seen), seen.Checkpoint?.Digest, IsOwn: true));
        }

        life.State = judged.Decision is Decision.Pause ? "pausing" : life.State;
        Cloned(lives, life, judged.Decision as Decision.CloneFrom);
    }

    private void Cloned(SortedDictionary<TrialId, Life> lives, Life life, Decision.CloneFrom? clone)
    {
        if (clone is not null)
        {
            var source = lives[clone.Donor].Cards.Last(card => card.Checkpoint == clone.Checkpoint.Digest);
            life.IsOverdue = false;
            life.Boundary = Math.Max(life.Boundary, clone.Checkpoint.Iteration / options.Interval);
            life.Cards.Add(new Card(
                life.Boundary + 1, clone.Checkpoint.Iteration, source.Score, Checkpoint: null, IsOwn: false));
        }
    }

    private sealed record Card(int Boundary, int Iteration, double Score, string? Checkpoint, bool IsOwn);

    private sealed class Life
    {
        public int Boundary { get; set; }

        public bool IsOverdue { get; set; }

        public string State { get; set; } = "training";

        public List<Card> Cards { get; } = [];
    }
}
