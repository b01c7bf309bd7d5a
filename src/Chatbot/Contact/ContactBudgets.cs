using Microsoft.Extensions.Options;

namespace Chatbot.Contact;

/// <summary>How many requests are taken in an hour: from one address, and from everybody together.</summary>
internal sealed class ContactBudgets(TimeProvider clock, IOptions<ContactOptions> options)
{
    public HourlyBudget PerAddress { get; } = new(clock, options.Value.RequestsPerHour);

    public HourlyBudget Overall { get; } = new(clock, options.Value.RequestsPerHourOverall);
}
