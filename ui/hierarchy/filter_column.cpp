// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/filter_column.h"

#include "ui/hierarchy/filter_list.h"
#include "ui/style/metrics.h"
#include "ui/widgets/section_head.h"
#include <algorithm>
#include <bit>

namespace arborist {

using namespace hierarchy;

namespace {

/// Rows of organizations that stay in sight however many kinds there are.
constexpr int kOrganizationRows = 8;

} // namespace

FilterColumn::FilterColumn(QWidget *parent)
    : QWidget(parent),
      m_organizations(OrganizationModel::Include::Drifted),
      m_organizationHead(new SectionHead(tr("Organizations"))),
      m_kindHead(new SectionHead(tr("Drift kinds"), tr("Items"))),
      m_organizationList(new FilterList(m_organizations, false)),
      m_kindList(new FilterList(m_kinds, true))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_organizationList->setAccessibleName(tr("Organizations"));
    m_kindList->setAccessibleName(tr("Drift kinds"));
    for (QWidget *each : std::initializer_list<QWidget *>{m_organizationHead, m_organizationList,
                                                          m_kindHead, m_kindList})
        each->setParent(this);
    connect(m_organizationList, &FilterList::chosen, this,
            [this](int row) { Q_EMIT organizationChosen(m_organizations.organizationAt(row)); });
    connect(m_kindList, &FilterList::chosen, this,
            [this](int row) { Q_EMIT kindChosen(row < 0 ? 0U : bit(m_kinds.kindAt(row))); });
}

void FilterColumn::setSnapshot(const SnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_organization.reset();
    m_organizations.setSnapshot(snapshot);
    m_kinds.setSnapshot(snapshot);
    m_organizationHead->setRight(m_organizations.summary());
    m_organizationList->choose(0);
    const bool grouped = snapshot && (!snapshot->mapping().organization.isEmpty() ||
                                      snapshot->organizations().size() > 1);
    m_organizationHead->setVisible(grouped);
    m_organizationList->setVisible(grouped);
    layOut();
}

void FilterColumn::setFilter(std::optional<quint32> organization, quint32 kinds)
{
    m_organizationList->choose(m_organizations.rowOf(organization));
    if (organization != m_organization) {
        m_organization = organization;
        m_kinds.setSnapshot(m_snapshot, organization);
        layOut();
    }
    m_kindList->choose(kinds == 0 ? -1 : m_kinds.rowOf(Kind(std::countr_zero(kinds))));
}

void FilterColumn::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void FilterColumn::layOut()
{
    const int row = m_kindList->rowHeight();
    const int head = px(metrics::sectionHead);
    const bool grouped = m_organizationList->isVisibleTo(this);
    int room = height() - head;
    int organizations = 0;
    int y = 0;
    if (grouped) {
        // The upper head is a pixel less: its line and that of the tool row would be two.
        room -= head - 1;
        const int wanted = m_organizations.rowCount();
        const int left = room / row - m_kinds.rowCount();
        organizations = std::clamp(left, std::min(wanted, kOrganizationRows), wanted);
        m_organizationHead->setGeometry(0, 0, width(), head);
        m_organizationList->setGeometry(0, head, width(), organizations * row);
        y = head - 1 + organizations * row;
    }
    // Whole rows only: a cut one looks like a mistake.
    const int kinds = std::clamp((room - organizations * row) / row, 0, m_kinds.rowCount());
    m_kindHead->setGeometry(0, y, width(), head);
    m_kindList->setGeometry(0, y + head, width(), kinds * row);
    m_kindHead->raise();
}

} // namespace arborist
