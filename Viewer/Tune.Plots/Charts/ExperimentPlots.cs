using Tune.Engine.Analysis;
using Tune.Engine.Results;

namespace Tune.Plots.Charts;

/// <summary>
/// The pictures of one experiment, live or past. Each is made anew from the view given, so a newer view gives newer
/// pictures. An experiment with nothing to show gives a picture that says what is missing, never an exception.
/// </summary>
/// <remarks>A trial counts with the best value it reported, or with its last one where reports refine one estimate, and
/// then only the longest trained can be best; values that are not finite count as none.</remarks>
public sealed class ExperimentPlots
{
    private static readonly (string Name, Func<ExperimentPlots, Figure> Draw)[] Figures =
    [
        ("learning-curves", plots => plots.LearningCurves()),
        ("history", plots => plots.History()),
        ("parallel-coordinates", plots => plots.ParallelCoordinates()),
        ("slice", plots => plots.Slice()),
        ("rank", plots => plots.Rank()),
        ("importance", plots => plots.Importance()),
        ("interactions", plots => plots.Interactions()),
        ("contour", plots => plots.Contour()),
        ("rungs", plots => plots.Rungs()),
        ("timeline", plots => plots.Timeline()),
        ("distribution", plots => plots.Distribution()),
        ("lineage", plots => plots.Lineage()),
        ("schedule", plots => plots.Schedule()),
        ("pareto", plots => plots.Pareto()),
        ("hypervolume", plots => plots.Hypervolume()),
    ];

    private readonly PlotTheme _theme;
    private readonly Lazy<ChartData> _data;
    private readonly Lazy<ImportanceReport?> _importances;
    private readonly Lazy<InteractionReport?> _interactions;

    /// <summary>Prepares the pictures of an experiment; nothing is drawn yet.</summary>
    /// <param name="experiment">What to draw.</param>
    /// <param name="theme">Colours and sizes; <see cref="PlotTheme.Light"/> by default.</param>
    public ExperimentPlots(ExperimentView experiment, PlotTheme? theme = null)
        : this(() => ChartSource.Read(experiment), theme)
    {
    }

    internal ExperimentPlots(Func<ChartData> data, PlotTheme? theme = null)
    {
        _theme = theme ?? PlotTheme.Light;
        _data = new(() => data().Tamed());
        _importances = new(() => ImportanceAnalysis.Of(_data.Value.Evidence));
        _interactions = new(() => InteractionReport.Of(_data.Value.Evidence));
    }

    /// <summary>The names <see cref="Draw"/> knows, in the order people read them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Figures.Select(figure => figure.Name)];

    /// <summary>The names of the pictures that say something about this experiment: all but those about several
    /// objectives where there is one, and about populations where nothing was cloned.</summary>
    public IReadOnlyList<string> Fitting =>
    [
        .. Names.Where(name => name switch
        {
            "pareto" or "hypervolume" => _data.Value.Objectives.Length > 1,
            "lineage" or "schedule" => _data.Value.Trials.Any(trial =>
                trial.Segments.Any(segment => segment.IsClone(trial.Number))),
            _ => true,
        }),
    ];

    /// <summary>Draws a picture by its name, for command lines and addresses.</summary>
    /// <exception cref="ArgumentException">There is no such picture.</exception>
    public Figure Draw(string name)
    {
        var found = Array.Find(Figures, figure => string.Equals(figure.Name, name, StringComparison.Ordinal));
        return found.Draw is { } draw
            ? draw(this)
            : throw new ArgumentException(
                $"There is no plot '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
    }

    // What pictures with room for some parameters choose by; the others need not wait for it.
    private ImportanceReport? MostImportant => _data.Value.Parameters.Count
        > Math.Min(SliceChart.PanelsMax, ParallelCoordinatesChart.AxesMax) ? _importances.Value : null;

    /// <summary>The objective over the iterations, one curve per trial, the best in front.</summary>
    public Figure LearningCurves() => LearningCurvesChart.Draw(_data.Value, _theme);

    /// <summary>The value of each trial in the order of proposal, with the best so far of those that keep to the
    /// constraints; a panel for each objective.</summary>
    public Figure History() => HistoryChart.Draw(_data.Value, _theme);

    /// <summary>A line per trial across one axis per parameter and one for the objective.</summary>
    public Figure ParallelCoordinates() => ParallelCoordinatesChart.Draw(_data.Value, MostImportant, _theme);

    /// <summary>The objective against each parameter, one panel each.</summary>
    public Figure Slice() => SliceChart.Draw(_data.Value, MostImportant, _theme);

    /// <summary>The two parameters that do most together and the most important ones, each against each other one,
    /// trials coloured by rank: where the good ones gather.</summary>
    public Figure Rank() => RankChart.Draw(
        _data.Value, _importances.Value, _interactions.Value, _theme);

    /// <summary>What sets the best trials apart, by PED-ANOVA: what to get right to be among them. It is another
    /// question than that of <see cref="Interactions"/>, and has another answer where a parameter decides over
    /// disaster and not over the best; see <see cref="ImportanceAnalysis"/>.</summary>
    public Figure Importance() => Importance(_importances.Value);

    /// <summary>How much each parameter matters, measured in a way of one's own.</summary>
    /// <param name="options">The method and its options.</param>
    public Figure Importance(ImportanceOptions options) =>
        Importance(ImportanceAnalysis.Of(_data.Value.Evidence, options));

    private Figure Importance(ImportanceReport? report) => ImportanceChart.Draw(_data.Value, report, _theme);

    /// <summary>What moves the value over the whole space, alone and together, by fANOVA, and the predicted mean over
    /// the two that do most together.</summary>
    public Figure Interactions() => InteractionChart.Draw(_data.Value, _interactions.Value, _theme);

    /// <summary>The predicted mean over the two parameters that do most together, with the trials.</summary>
    public Figure Contour() => ContourChart.Draw(_data.Value, _interactions.Value, null, _theme);

    /// <summary>The predicted mean over two parameters, with the trials.</summary>
    /// <param name="first">The name of the one that goes across.</param>
    /// <param name="second">The name of the one that goes up.</param>
    /// <exception cref="ArgumentException">One of them is no parameter that varies, or both are the same.</exception>
    public Figure Contour(string first, string second) =>
        ContourChart.Draw(_data.Value, _interactions.Value, (first, second), _theme);

    /// <summary>Every trial by its objectives, two to a panel, and the front that no trial beats.</summary>
    public Figure Pareto() => ParetoChart.Draw(_data.Value, _theme);

    /// <summary>How much of the objectives' space the front covers, over trials and over time.</summary>
    public Figure Hypervolume() => HypervolumeChart.Draw(_data.Value, _theme);

    /// <summary>What became of the trials at each iteration where a scheduler judged them.</summary>
    public Figure Rungs() => RungChart.Draw(_data.Value, _theme);

    /// <summary>Which attempt ran on which slot and when, coloured by how it ended.</summary>
    public Figure Timeline() => TimelineChart.Draw(_data.Value, _theme);

    /// <summary>In a population: who went on with whose weights, and what the best trial's weights went through.
    /// </summary>
    public Figure Lineage() => LineageChart.Draw(_data.Value, _theme);

    /// <summary>In a population: what the trials were trained with as they went on, and the schedule that the best
    /// trial's weights went through.</summary>
    public Figure Schedule() => ScheduleChart.Draw(_data.Value, _theme);

    /// <summary>Which share of the trials reached which value.</summary>
    public Figure Distribution() => DistributionChart.Draw(_data.Value, _theme);
}
