// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/findings_text.h"

#include "services/core/error.h"
#include "services/hierarchy/explain.h"

namespace arborist {

using namespace hierarchy;

namespace {

QStringList valuesOf(const Snapshot &snapshot, const Finding &finding)
{
    const Organization &organization =
        snapshot.organizations()[snapshot.organizationOf(finding.item)];
    const FindingText text = describe(snapshot, finding);
    const auto word = [](bool value) {
        return value ? QStringLiteral("true") : QStringLiteral("false");
    };
    return {snapshot.idText(finding.item),
            organization.id,
            id(finding.kind),
            text.column,
            text.stored,
            text.expected,
            word(finding.origin),
            word(finding.inFlight)};
}

} // namespace

void writeFindings(QIODevice &device, const Snapshot &snapshot, std::optional<quint32> organization,
                   TableFormat format, std::stop_token stop)
{
    writeLine(device,
              {QStringLiteral("id"), QStringLiteral("organization"), QStringLiteral("kind"),
               QStringLiteral("column"), QStringLiteral("stored"), QStringLiteral("expected"),
               QStringLiteral("origin"), QStringLiteral("in_flight")},
              format);
    for (const Finding &finding : snapshot.findings()) {
        if (stop.stop_requested())
            throw Error::cancelled();
        if (!organization || snapshot.organizationOf(finding.item) == *organization)
            writeLine(device, valuesOf(snapshot, finding), format);
    }
}

} // namespace arborist
