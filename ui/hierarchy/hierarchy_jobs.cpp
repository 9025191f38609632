// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_jobs.h"

#include "models/hierarchy/findings_text.h"
#include "services/core/whole_file.h"
#include "services/hierarchy/details.h"
#include "services/hierarchy/discovery.h"
#include "services/hierarchy/rule_store.h"
#include "services/hierarchy/scan.h"
#include "services/hierarchy/scan_record.h"
#include "services/postgres/connection.h"
#include "services/stages/fingerprint_store.h"
#include "ui/shell/session.h"
#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLocale>
#include <QPointer>
#include <QSaveFile>

namespace arborist {

using namespace hierarchy;

namespace {

struct Past {
    std::vector<ScanRecord> scans;
    std::vector<RepairMark> repairs;
};

Error errorOf(const Outcome &outcome)
{
    return outcome.error ? *outcome.error : Error::cancelled();
}

} // namespace

HierarchyJobs::HierarchyJobs(Session &session, QObject *parent)
    : QObject(parent),
      m_session(session)
{
}

void HierarchyJobs::reset()
{
    for (JobId *job : {&m_discovery, &m_scan, &m_filter, &m_history}) {
        if (*job != 0)
            m_session.jobs().cancel(*job);
        *job = 0;
    }
}

void HierarchyJobs::discover()
{
    JobRequest request;
    request.title = tr("Find hierarchies");
    request.view = QStringLiteral("hierarchy/discover");
    request.background = true;
    request.work = [workspace = m_session.workspace()](OperationContext &context) {
        auto connection = context.connect();
        return std::any(
            findHierarchies(connection, workspace->hierarchies(), stages::recordKey(*workspace)));
    };
    const auto id = std::make_shared<JobId>(0);
    m_discovery = *id = m_session.start(std::move(request), this, [this, id](const Outcome &out) {
        if (m_discovery != *id)
            return;
        m_discovery = 0;
        if (out.state == JobState::Succeeded)
            Q_EMIT discovered(std::any_cast<const std::vector<Mapping> &>(out.result));
        else
            Q_EMIT discoveryFailed(errorOf(out));
    });
}

void HierarchyJobs::scan(const Mapping &mapping, const ScanWish &wish)
{
    const auto view = std::make_shared<ScanView>();
    const auto record = std::make_shared<ScanRecord>();
    JobRequest request;
    request.title = tr("Scan %1").arg(mapping.qualifiedName());
    request.icon = QStringLiteral("view-refresh");
    request.view = QStringLiteral("hierarchy/scan");
    request.again = [self = QPointer(this), stage = m_session.targetName(), mapping] {
        if (self && self->m_session.targetName() == stage)
            Q_EMIT self->scanWanted(mapping.qualifiedName());
    };
    request.work = [mapping, wish, view, record, history = m_session.history(),
                    key = m_session.key(), stage = m_session.targetName(),
                    hold = hierarchy::RunningScans(m_session.runningScans())
                               .begin(m_session.targetName(), mapping.qualifiedName())](
                       OperationContext &context) {
        auto connection = context.connect();
        SnapshotPtr snapshot = hierarchy::scan({mapping, {}}, connection, context);
        *record = recordOf(*snapshot, key, stage);
        History(history).add(*record);
        *view = prepare(snapshot, wish);
        return std::any(snapshot);
    };
    const auto id = std::make_shared<JobId>(0);
    m_scan = *id =
        m_session.start(std::move(request), this, [this, id, view, record](const Outcome &out) {
            if (out.state == JobState::Succeeded)
                m_session.announceScan(*record);
            if (m_scan != *id)
                return;
            m_scan = 0;
            if (out.state == JobState::Succeeded)
                Q_EMIT scanned(*view);
            else if (out.state == JobState::Cancelled)
                Q_EMIT scanCancelled();
            else
                Q_EMIT scanFailed(errorOf(out));
        });
}

void HierarchyJobs::cancelScan()
{
    if (m_scan != 0)
        m_session.jobs().cancel(m_scan);
}

std::optional<Progress> HierarchyJobs::scanProgress() const
{
    return m_scan == 0 ? std::nullopt : m_session.jobs().progress(m_scan);
}

void HierarchyJobs::filter(const SnapshotPtr &snapshot, const FilterRequest &wanted)
{
    JobRequest request;
    request.title = tr("Filter items");
    request.view = QStringLiteral("hierarchy/filter");
    request.background = true;
    request.work = [snapshot, wanted](OperationContext &) {
        return std::any(TreeFilter::build(snapshot, wanted));
    };
    const auto id = std::make_shared<JobId>(0);
    m_filter = *id = m_session.start(std::move(request), this,
                                     [this, id](const Outcome &out) { finishFilter(*id, out); });
}

void HierarchyJobs::search(const SnapshotPtr &snapshot, const QString &text,
                           const FilterRequest &base)
{
    JobRequest request;
    request.title = tr("Search items");
    request.view = QStringLiteral("hierarchy/filter"); // whichever was asked for last is shown
    request.background = true;
    request.work = [snapshot, text, base](OperationContext &context) {
        auto connection = context.connect();
        FilterRequest wanted = base;
        wanted.show = FilterRequest::Show::Hits;
        wanted.hits = hierarchy::search(connection, *snapshot, text, kMostHits);
        return std::any(TreeFilter::build(snapshot, std::move(wanted)));
    };
    const auto id = std::make_shared<JobId>(0);
    m_filter = *id = m_session.start(std::move(request), this,
                                     [this, id](const Outcome &out) { finishFilter(*id, out); });
}

void HierarchyJobs::finishFilter(JobId id, const Outcome &outcome)
{
    if (m_filter != id)
        return;
    m_filter = 0;
    if (outcome.state == JobState::Succeeded)
        Q_EMIT filtered(std::any_cast<const TreeFilterPtr &>(outcome.result));
    else
        Q_EMIT searchFailed(errorOf(outcome));
}

void HierarchyJobs::readHistory(const QString &table)
{
    JobRequest request;
    request.title = tr("Read past scans");
    request.view = QStringLiteral("hierarchy/history");
    request.background = true;
    request.work = [history = m_session.history(), key = m_session.key(),
                    stage = m_session.targetName(), table](OperationContext &) {
        RunFilter filter;
        filter.workspace = key;
        filter.stage = stage;
        return std::any(
            Past{history.scans(key, stage, table), repairMarks(RunLog().runs(filter), table)});
    };
    const auto id = std::make_shared<JobId>(0);
    m_history = *id = m_session.start(std::move(request), this, [this, id](const Outcome &out) {
        if (m_history != *id)
            return;
        m_history = 0;
        // Without a history the page only lacks its chart over time.
        if (out.state != JobState::Succeeded)
            return;
        const auto &past = std::any_cast<const Past &>(out.result);
        Q_EMIT historyRead(past.scans, past.repairs);
    });
}

void HierarchyJobs::keepRules(const QString &table, const RuleSettings &keep,
                              const QStringList &forget)
{
    JobRequest request;
    request.title = tr("Keep rules");
    request.background = true;
    request.work = [workspace = m_session.workspace(), table, keep, forget](OperationContext &) {
        const RuleStore store;
        const QString key = stages::recordKey(*workspace);
        if (!forget.isEmpty())
            store.forget(key, table, forget);
        if (!keep.isEmpty())
            store.keep(key, table, keep);
        return std::any();
    };
    m_session.jobs().start(std::move(request), this, [this](const Outcome &out) {
        if (out.state == JobState::Failed)
            Q_EMIT rulesNotKept(errorOf(out));
    });
}

void HierarchyJobs::exportFindings(const SnapshotPtr &snapshot, std::optional<quint32> organization,
                                   const QString &file)
{
    JobRequest request;
    request.title = file.isEmpty() ? tr("Copy findings") : tr("Export findings");
    request.icon = QStringLiteral("document-export");
    request.work = [snapshot, organization, file](OperationContext &context) {
        if (file.isEmpty()) {
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            writeFindings(buffer, *snapshot, organization, TableFormat::Tsv, context.stop);
            return std::any(QString::fromUtf8(buffer.data()));
        }
        QSaveFile target(file);
        if (!target.open(QIODevice::WriteOnly)) {
            throw Error(tr("%1 could not be written: %2.")
                            .arg(QDir::toNativeSeparators(file), target.errorString()),
                        tr("Choose another folder."));
        }
        writeFindings(target, *snapshot, organization, TableFormat::Csv, context.stop);
        if (!commitWhole(target))
            throw Error(tr("%1 could not be written: %2.")
                            .arg(QDir::toNativeSeparators(file), target.errorString()),
                        tr("Choose a place with enough room."));
        return std::any(file);
    };
    m_session.start(std::move(request), this, [this, file](const Outcome &out) {
        if (out.state == JobState::Failed)
            Q_EMIT exportFailed(errorOf(out));
        if (out.state != JobState::Succeeded)
            return;
        const auto text = std::any_cast<QString>(out.result);
        if (file.isEmpty()) {
            QGuiApplication::clipboard()->setText(text);
            Q_EMIT exported(
                tr("%1 findings copied.").arg(QLocale().toString(text.count(u'\n') - 1)));
        } else {
            Q_EMIT exported(tr("Findings written to %1.").arg(QDir::toNativeSeparators(file)));
        }
    });
}

} // namespace arborist
