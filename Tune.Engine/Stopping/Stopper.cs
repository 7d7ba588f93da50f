using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Stopping;

/// <summary>How far a stop rule reaches at one report. Ordered: a wider scope is larger.</summary>
internal enum StopScope
{
    None,
    Trial,
    Experiment,
}

/// <summary>The answer of a stop rule to one report.</summary>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Why">One phrase for people.</param>
/// <param name="IsBudget">Whether it means that the trial has had its full budget.</param>
internal readonly record struct StopSignal(StopScope Scope, string Why, bool IsBudget);

/// <summary>A stop rule at work. As with schedulers, Judge is a question and Observe alone changes memory.</summary>
internal abstract class Stopper
{
    /// <summary>Does this report end the trial, or everything?</summary>
    public virtual StopSignal Judge(in Observation seen, TimeSpan trialActive) =>
        new(ScopeOf(seen, trialActive), Why, IsBudget);

    /// <summary>Takes the report in.</summary>
    public virtual void Observe(in Observation seen)
    {
    }

    /// <summary>The trial is over; what was kept for it may go.</summary>
    public virtual void Forget(TrialId trial)
    {
    }

    /// <summary>Writes the memory, or takes it in place of its own; a rule without memory has nothing to do.</summary>
    public virtual void Carry(MemoryCarrier by)
    {
    }

    /// <summary>Has the trial run too long, whatever it reports?</summary>
    public virtual bool IsOverdue(TimeSpan trialActive) => false;

    /// <summary>The iteration from which on the rule may fire for reasons known beforehand.</summary>
    public virtual int NextMilestone(int iteration) => int.MaxValue;

    /// <summary>Whether a firing means the trial has had its full budget.</summary>
    protected virtual bool IsBudget => false;

    /// <summary>One phrase for people.</summary>
    protected abstract string Why { get; }

    protected virtual StopScope ScopeOf(in Observation seen, TimeSpan trialActive) => StopScope.None;
}
