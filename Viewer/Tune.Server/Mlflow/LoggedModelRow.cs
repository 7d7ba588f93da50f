using Tune.Engine.Filters;

namespace Tune.Server.Mlflow;

/// <summary>What a filter or an order can ask of a logged model. Its metrics may be those of some datasets only.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Metrics">Its metrics that count.</param>
/// <param name="Orders">Metrics of one dataset that are sorted by: an order names them by <see cref="NameOf"/>.
/// </param>
internal sealed record LoggedModelRow(
    LoggedModel Model, IReadOnlyList<ModelMetric> Metrics, IReadOnlyList<LoggedModelRow.Sorted> Orders) : IFilterable
{
    /// <summary>A metric of one dataset.</summary>
    /// <param name="Metric">The metric's name.</param>
    /// <param name="Dataset">The dataset's name.</param>
    /// <param name="Digest">Its digest; null for any.</param>
    internal readonly record struct Sorted(string Metric, string Dataset, string? Digest);

    /// <summary>What an order calls the metric of a dataset: no metric can have that name.</summary>
    public static string NameOf(int place) => $"#{place}";

    public FilterValue ValueOf(FilterField field)
    {
        if (field.Kind != FilterFieldKind.Metric)
        {
            return Model.ValueOf(field);
        }

        for (var place = 0; place < Orders.Count; place++)
        {
            if (field.Name == NameOf(place))
            {
                var (metric, dataset, digest) = Orders[place];
                return Last(Metrics.Where(one => one.Named.Metric == metric && one.Dataset == dataset
                    && (digest is null || one.Digest == digest)));
            }
        }

        return Last(Metrics.Where(one => one.Named.Metric == field.Name));
    }

    private static FilterValue Last(IEnumerable<ModelMetric> metrics) =>
        metrics.MaxBy(one => one.Named.Point) is { } last ? FilterValue.Of(last.Named.Point.Value) : FilterValue.None;
}
