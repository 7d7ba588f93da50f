namespace Tune.Engine.Simulation;

/// <summary>What is going to happen, earliest first; of things at one instant, the one entered first.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Appointment, Place> _queue = new();
    private long _entered;

    public void Add(long ticks, AppointmentKind kind, int subject, int generation = 0) =>
        _queue.Enqueue(new Appointment(ticks, kind, subject, generation), new Place(ticks, _entered++));

    public bool TryNext(out Appointment next) => _queue.TryDequeue(out next, out _);

    private readonly record struct Place(long Ticks, long Entered) : IComparable<Place>
    {
        public int CompareTo(Place other) =>
            Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Entered.CompareTo(other.Entered);
    }
}
