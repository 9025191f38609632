// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/change_view.h"

#include "ui/hierarchy/details_loader.h"
#include "ui/style/metrics.h"
#include "ui/widgets/tree_view.h"
#include <QHeaderView>
#include <QVBoxLayout>

namespace arborist {

using namespace hierarchy;

namespace {

/// With few origins all of it is in sight at once.
constexpr int kMostOpened = 12;

} // namespace

ChangeView::ChangeView(Session &session, const ChangeGroupsPtr &groups, QWidget *parent)
    : QWidget(parent),
      m_model(m_details),
      m_loader(new DetailsLoader(session, this)),
      m_tree(new TreeView)
{
    m_model.setGroups(groups);
    m_tree->setModel(&m_model);
    m_tree->setAccessibleName(tr("Changes, by where the drift began"));
    m_tree->setColumnWidths({160, 60, 132, 80, 80, 76}, ChangeModel::ItemColumn);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int row = 0; row < std::min(m_model.rowCount(), kMostOpened); ++row)
        m_tree->expand(m_model.index(row, 0));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tree);
    connect(&m_details, &DetailsCache::needDetails, this,
            [this, groups](const std::vector<Item> &items) {
                m_loader->load(groups->snapshot(), items);
            });
    connect(m_loader, &DetailsLoader::loaded, &m_details,
            [this](const std::vector<Details> &details) { m_details.store(details); });
    connect(m_loader, &DetailsLoader::failed, &m_details, [this] { m_details.fail(); });
}

ChangeView::~ChangeView()
{
    m_tree->setModel(nullptr);
    m_loader->reset();
}

} // namespace arborist
