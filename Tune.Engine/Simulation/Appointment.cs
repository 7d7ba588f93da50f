namespace Tune.Engine.Simulation;

/// <summary>Something that is going to happen.</summary>
/// <param name="Ticks">When, 100 ns ticks of virtual time.</param>
/// <param name="Kind">What.</param>
/// <param name="Subject">The slot or the node it is about.</param>
/// <param name="Generation">The slot's generation when it was entered: of another one, it is void.</param>
internal readonly record struct Appointment(long Ticks, AppointmentKind Kind, int Subject, int Generation);
