namespace Tune.Schedulers.Search.Evolution;

/// <summary>Which of a generation and its parents become the next parents.</summary>
internal interface ISurvival
{
    /// <summary>Chooses among all; the chosen ones know their front and their room then.</summary>
    /// <param name="all">Parents and children, by trial number.</param>
    /// <param name="count">How many may live; all of them if there are no more.</param>
    /// <param name="generation">The number of the generation, for chance.</param>
    List<Individual> Choose(List<Individual> all, int count, int generation);
}
