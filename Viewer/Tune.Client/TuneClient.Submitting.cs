using System.Text.Json;
using Tune.Client.Shapes;

namespace Tune.Client;

public sealed partial class TuneClient
{
    /// <summary>What the program that has the store open offers to be submitted.</summary>
    public Task<TemplateList> TemplatesAsync(CancellationToken cancellation = default) =>
        GetAsync("templates", TuneJson.Default.TemplateList, cancellation);

    /// <summary>Begins a new experiment like a template, or like one of the store's, with what shall be otherwise. The
    /// answer says its name (<see cref="DoneItem.Experiment"/>).</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="key">What makes it happen once, for good; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be begun all the same.</param>
    public Task<DoneItem> SubmitAsync(
        SubmitItem order, string? key = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        return ActAsync(
            HttpMethod.Post, "experiments",
            JsonSerializer.SerializeToUtf8Bytes(order, TuneJson.Default.SubmitItem), key, cancellation);
    }
}
