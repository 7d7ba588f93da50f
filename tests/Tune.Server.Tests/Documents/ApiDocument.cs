using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Server.Access;
using Tune.Server.Acting;
using Tune.Storage.InMemory;

namespace Tune.Server.Tests.Documents;

/// <summary>Makes the OpenAPI document from the routes as they are, the shapes with their comments, and
/// <see cref="RouteNotes"/>.</summary>
internal static class ApiDocument
{
    private const string ProblemType = "application/problem+json";

    public static async Task<string> MakeAsync()
    {
        await using var store = new MemoryStore();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.TypeInfoResolverChain.Insert(0, TuneJson.Default);
        });
        builder.Services.AddOpenApi("v1", Describe);
        await using var app = builder.Build();
        TuneRoutes.MapMounted(
            app, new Served(store, Acts: null), new TuneServerOptions(), TimeProvider.System);
        await app.StartAsync();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync(default);
        return ShallowJson.Of(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    }

    private static void Describe(OpenApiOptions options)
    {
        var comments = new ShapeComments(typeof(TuneJson).Assembly);
        options.AddDocumentTransformer((document, context, cancellation) => HeadAsync(document));
        options.AddOperationTransformer(async (operation, context, cancellation) =>
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemItem), null, cancellation);
            context.Document!.AddComponent("ProblemItem", problem);
            context.Document!.AddComponent(
                "CurveList", await context.GetOrCreateSchemaAsync(typeof(CurveList), null, cancellation));
            foreach (var (status, why) in RouteNotes.Problems.Concat(RouteNotes.Further))
            {
                context.Document!.AddComponent($"Problem{status}", Problem(why, context.Document!));
            }

            Describe(operation, context);
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            schema.Description = context.JsonPropertyInfo is { } property
                ? comments.Of(property)
                : comments.Of(context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    }

    private static OpenApiResponse Problem(string why, OpenApiDocument document) => new()
    {
        Description = why,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemType] = new() { Schema = new OpenApiSchemaReference("ProblemItem", document) },
        },
    };

    private static Task HeadAsync(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "TuneNet", Version = "v1", Description = RouteNotes.Head };
        document.Servers = [];
        document.Tags = null;
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            operation.Tags?.Clear();
        }

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var description = context.Description;
        var role = description.ActionDescriptor.EndpointMetadata.OfType<RequiredRole>().LastOrDefault()?.Role
            ?? TuneRole.Viewer;
        operation.OperationId = null;
        operation.Summary = RouteNotes.SummaryOf($"{description.HttpMethod} {Path(description.RelativePath!)}");
        operation.Description = $"Takes the role {role.ToString().ToLowerInvariant()}.";
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            RouteNotes.Describe(parameter);
        }

        if (description.HttpMethod is not "GET" && role != TuneRole.Admin)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(RouteNotes.Key());
        }

        foreach (var (type, shape) in RouteNotes.ContentsOf(description.RelativePath!))
        {
            var answer = (OpenApiResponse)operation.Responses!["200"];
            answer.Content ??= new Dictionary<string, OpenApiMediaType>();
            answer.Content[type] = new OpenApiMediaType
            {
                Schema = shape is null
                    ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }
                    : new OpenApiSchemaReference(shape, context.Document),
            };
        }

        var further = RouteNotes.FurtherOf(
            description.HttpMethod!, description.RelativePath!, operation.RequestBody is not null);
        foreach (var status in RouteNotes.Problems.Select(each => each.Status).Concat(further))
        {
            operation.Responses!.TryAdd(status, new OpenApiResponseReference($"Problem{status}", context.Document));
        }
    }

    // The kind of a part of the path is said by its parameter.
    private static string Path(string path) =>
        "/" + System.Text.RegularExpressions.Regex.Replace(path, @"\{(\w+):[^}]*\}", "{$1}");
}
