using System.Text.Json;
using System.Text.Json.Nodes;
using Chatbot.Commands;
using Chatbot.Contact;
using Chatbot.Storage;
using Microsoft.EntityFrameworkCore;
using Repository = Chatbot.Tests.Support.Repository;

namespace Chatbot.FaultTests;

/// <summary>Opens stored requests in this process, by the key ring of a storage folder.</summary>
internal static class OpenedRequests
{
    public static async Task<List<(string Reference, JsonObject Content)>> ReadAsync(string storage)
    {
        Directory.SetCurrentDirectory(Repository.Root);
        await using var services = Storeroom.Open(storage);
        await using var db = await services.GetRequiredService<IDbContextFactory<ChatbotDb>>().CreateDbContextAsync();
        var seal = services.GetRequiredService<ContactSeal>();
        var opened = new List<(string, JsonObject)>();
        foreach (var row in await db.ContactRequests.AsNoTracking().ToListAsync())
            opened.Add((row.Reference, JsonSerializer.SerializeToNode(seal.Open(row), JsonSerializerOptions.Web)!.AsObject()));
        return opened;
    }
}
