namespace Tune.Hosting;

/// <summary>An experiment that a host offers to be submitted, under another name and with other limits if need be.
/// </summary>
/// <param name="Tuner">It. Its name is the template's.</param>
/// <param name="Description">One line for people; default none.</param>
public sealed record ExperimentTemplate(Tuner Tuner, string Description = "")
{
    /// <summary>What it is asked for by.</summary>
    public string Name => Tuner.Name;
}
