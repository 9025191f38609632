// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/samples/title_maker.h"

#include "services/samples/random.h"
#include <array>
#include <iterator>

namespace arborist::samples {
namespace {

using Word = const char *;

// What the organizations work on, in the order of their names; further ones start over.
constexpr Word kSubjects[][10] = {
    {"Carrier", "Fleet", "Warehouse", "Route", "Customs", "Pallet", "Driver", "Freight", "Depot",
     "Tariff"},
    {"Recipe", "Cold chain", "Supplier", "Packaging", "Allergen", "Bakery", "Shelf life", "Harvest",
     "Tasting", "Label"},
    {"Grid", "Turbine", "Meter", "Outage", "Substation", "Forecast", "Storage", "Cable", "Tenant",
     "Balancing"},
    {"Patient", "Ward", "Referral", "Imaging", "Pharmacy", "Theatre", "Triage", "Discharge",
     "Consent", "Laboratory"},
    {"Storyboard", "Colour", "Render", "Archive", "Casting", "Soundtrack", "Trailer", "Licence",
     "Edit", "Festival"},
    {"Search", "Billing", "Sign-in", "Report", "Import", "Mobile", "Webhook", "Editor",
     "Notification", "Calendar"},
    {"Timetable", "Signal", "Platform", "Rolling stock", "Ticket", "Crossing", "Track", "Station",
     "Crew", "Depot"},
    {"Mortgage", "Ledger", "Card", "Branch", "Fraud", "Statement", "Onboarding", "Transfer",
     "Treasury", "Audit"},
    {"Booking", "Itinerary", "Guide", "Museum", "Season", "Voucher", "Hotel", "Review", "Excursion",
     "Transfer"},
    {"Sensor", "Calibration", "Firmware", "Probe", "Enclosure", "Test bench", "Certificate",
     "Assembly", "Datasheet", "Spare part"},
    {"Fabric", "Loom", "Dye", "Pattern", "Collection", "Sample", "Fitting", "Outlet", "Returns",
     "Yarn"},
    {"Permit", "Waste", "Library", "Parking", "Register", "Playground", "Street light", "Election",
     "Archive", "Council tax"},
};
constexpr Word kProgrammes[] = {"platform 2026", "renewal",         "rollout",   "programme",
                                "transition",    "excellence 2026", "expansion", "modernization"};
constexpr Word kEpics[] = {"onboarding", "self-service", "compliance",  "migration", "planning",
                           "quality",    "reporting",    "integration", "pricing",   "operations",
                           "handover",   "scorecards",   "portal",      "archive"};
constexpr Word kFeatures[] = {"checks",    "reminders", "approval",  "dashboard", "history",
                              "templates", "export",    "lookup",    "rules",     "limits",
                              "alerts",    "matching",  "calendar",  "overview",  "permissions",
                              "search",    "labels",    "rate plan", "sync",      "forms"};
constexpr Word kVerbs[] = {"Draft",   "Review",  "Build",   "Test",     "Document", "Measure",
                           "Prepare", "Compare", "Replace", "Clean up", "Agree on", "Translate",
                           "Update",  "Deploy",  "Monitor", "Estimate", "Present",  "Fix"};
constexpr Word kThings[] = {"checklist",   "data model",  "error messages", "acceptance tests",
                            "test data",   "wireframes",  "import script",  "nightly job",
                            "permissions", "mail texts",  "empty states",   "old records",
                            "interface",   "workshop",    "dry run",        "training material",
                            "cost sheet",  "rollback",    "field mapping",  "time zones",
                            "screen",      "audit trail", "duplicates",     "contract"};
constexpr Word kPlaces[] = {"north", "south",       "east",     "west",   "phase 2",
                            "pilot", "head office", "partners", "legacy", "mobile"};

template <size_t N> Word oneOf(const Word (&words)[N], Random &random)
{
    return words[size_t(random.below(qint64(N)))];
}

// Nouns begin in lower case once they are not the first word.
void appendLower(QByteArray &title, Word word)
{
    const auto at = title.size();
    title.append(word);
    title[at] = char(title[at] >= 'A' && title[at] <= 'Z' ? title[at] + 32 : title[at]);
}

} // namespace

void makeTitle(QByteArray &title, int vocabulary, quint32 seed, int depth, bool leaf)
{
    Random random(seed);
    const auto &subjects = kSubjects[size_t(vocabulary) % std::size(kSubjects)];
    const Word subject = oneOf(subjects, random);
    title.resize(0);
    if (depth == 0) {
        title.append(subject).append(' ').append(oneOf(kProgrammes, random));
    } else if (leaf) {
        title.append(oneOf(kVerbs, random)).append(' ');
        appendLower(title, subject);
        title.append(' ').append(oneOf(kThings, random));
    } else if (depth == 1) {
        title.append(subject).append(' ').append(oneOf(kEpics, random));
    } else {
        title.append(subject).append(' ').append(oneOf(kFeatures, random));
        if (random.chance(300))
            title.append(", ").append(oneOf(kPlaces, random));
    }
}

} // namespace arborist::samples
