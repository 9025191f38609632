// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/item_inspector.h"

#include "models/common/format.h"
#include "models/hierarchy/item_fields.h"
#include "ui/hierarchy/inspector_section.h"
#include "ui/hierarchy/inspector_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/section_head.h"
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

Tone toneOf(DriftState state)
{
    return state == DriftState::Origin || state == DriftState::Inherited ? Tone::Drift
                                                                         : Tone::Plain;
}

} // namespace

ItemInspector::ItemInspector(DetailsCache &details, QWidget *parent)
    : QWidget(parent),
      m_details(details),
      m_head(new SectionHead({})),
      m_stack(new QStackedWidget),
      m_scroll(new QScrollArea),
      m_title(new Label(FontRole::BodyBold)),
      m_path(new Label(FontRole::Caption, Tone::Muted)),
      m_fields(new InspectorTable(tr("Field"), tr("Stored"), tr("Expected"))),
      m_own(new InspectorTable(tr("The item's own"), tr("Stored"), {})),
      m_totals(new InspectorTable(tr("Field"), tr("Value"), {})),
      m_why(new InspectorSection(tr("Why"))),
      m_origin(new InspectorSection(tr("Origin"))),
      m_rule(new InspectorSection(tr("Rule"), true)),
      m_subtree(plainButton(tr("Show subtree")))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setElide(Qt::ElideRight);
    m_path->setElide(Qt::ElideMiddle);

    auto *names = new QVBoxLayout;
    names->setContentsMargins(px(metrics::paneMargin), px(8), px(metrics::paneMargin), px(8));
    names->setSpacing(px(2));
    names->addWidget(m_title);
    names->addWidget(m_path);
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(names);
    column->addWidget(m_fields);
    column->addWidget(m_totals);
    column->addWidget(m_why);
    column->addWidget(m_origin);
    column->addWidget(m_rule);
    column->addSpacing(px(8));
    column->addWidget(m_own);
    column->addStretch(1);
    inside->setBackgroundRole(QPalette::Base);
    m_scroll->setWidget(inside);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setBackgroundRole(QPalette::Base);

    auto *nothing = new Label(FontRole::Table, Tone::Muted);
    nothing->setText(tr("Select an item to see its stored and expected values."));
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    nothing->setContentsMargins(px(12), px(12), px(12), 0);
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_scroll);

    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(px(12), px(8), px(12), px(12));
    buttons->addWidget(m_subtree);
    buttons->addStretch(1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_head);
    all->addWidget(m_stack, 1);
    all->addLayout(buttons);

    connect(&m_details, &DetailsCache::changed, this, &ItemInspector::refresh);
    connect(m_origin, &InspectorSection::linkActivated, this,
            [this] { Q_EMIT itemRequested(m_began); });
    connect(m_subtree, &QPushButton::clicked, this, [this] { Q_EMIT subtreeRequested(m_item); });
    showNothing();
}

void ItemInspector::showNothing()
{
    m_snapshot.reset();
    m_item = kNoItem;
    m_organization.reset();
    m_head->setText(tr("No selection"));
    m_head->setRight({});
    m_stack->setCurrentIndex(0);
    m_subtree->hide();
}

void ItemInspector::showItem(const SnapshotPtr &snapshot, Item item)
{
    m_snapshot = snapshot;
    m_item = item;
    m_organization.reset();
    const Organization &owner = snapshot->organizations()[snapshot->organizationOf(item)];
    m_head->setText(tr("Item %1").arg(snapshot->idText(item)));
    m_head->setRight(owner.name);
    m_totals->hide();
    m_fields->show();
    m_path->show();
    m_subtree->setVisible(!snapshot->children(item).empty());
    m_stack->setCurrentIndex(1);
    m_scroll->ensureVisible(0, 0);
    refresh();
}

void ItemInspector::refresh()
{
    if (!m_snapshot || m_item == kNoItem)
        return;
    const QString title = titleOf(m_item);
    m_title->setFullText(title.isEmpty() ? m_snapshot->idText(m_item) : title);
    m_title->setTone(title.isEmpty() ? Tone::Muted : Tone::Plain);
    const QString path = ancestry();
    m_path->setFullText(path);
    const Details *details = m_details.find(m_item);
    showFields(details);
    showWords();
}

QString ItemInspector::titleOf(Item item)
{
    const Details *details = m_details.find(item);
    return details ? details->title : QString();
}

QString ItemInspector::ancestry()
{
    constexpr int kMost = 12; // deeper trees than people make are shortened at the root's end
    QStringList titles;
    Item item = m_snapshot->parent(m_item);
    for (int level = 0; item != kNoItem && level < kMost; ++level) {
        const QString title = titleOf(item);
        titles.prepend(title.isEmpty() ? m_snapshot->idText(item) : title);
        item = m_snapshot->parent(item);
    }
    if (item != kNoItem)
        titles.prepend(QStringLiteral("…"));
    return titles.isEmpty() ? tr("Top level") : titles.join(QStringLiteral(" / "));
}

void ItemInspector::showFields(const Details *details)
{
    std::vector<InspectorRow> derived;
    std::vector<InspectorRow> own;
    for (const FieldRow &field : fieldsOf(*m_snapshot, m_item, details)) {
        (field.derived ? derived : own)
            .push_back({field.title, field.stored, field.expected, toneOf(field.state)});
    }
    m_own->setVisible(!own.empty());
    // Dates are never shortened: the names take no more than they need.
    int names = 0;
    const QFontMetrics metrics(m_fields->font());
    for (const InspectorRow &row : derived)
        names = std::max(names, metrics.horizontalAdvance(row.field));
    m_fields->setRows(std::move(derived));
    m_fields->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Fixed);
    m_fields->horizontalHeader()->resizeSection(0, names + px(21));
    m_own->setRows(std::move(own));
}

void ItemInspector::showWords()
{
    const DriftSpread spread = spreadOf(*m_snapshot, m_item);
    m_began = spread.began;
    m_why->setText(inspector_words::why(*m_snapshot, m_item));
    m_origin->setText(inspector_words::origin(*m_snapshot, m_item, spread));
    m_origin->setLink(m_began == kNoItem || m_began == m_item ? QString() : tr("Go to the origin"));
    m_rule->setText(inspector_words::rule(*m_snapshot, m_item));
}

void ItemInspector::showOrganization(const SnapshotPtr &snapshot, quint32 organization)
{
    m_snapshot = snapshot;
    m_item = kNoItem;
    m_organization = organization;
    const Organization &about = snapshot->organizations()[organization];
    const QString name = about.name.isEmpty() ? tr("No organization") : about.name;
    m_head->setText(tr("Organization"));
    m_head->setRight(about.id == about.name ? QString() : about.id);
    m_title->setFullText(name);
    m_title->setTone(Tone::Plain);
    m_path->setVisible(false);
    std::vector<InspectorRow> rows{
        {tr("Items"), format::count(about.items), {}},
        {tr("Done"), format::count(about.doneItems), {}},
        {tr("Top level items"), format::count(qint64(about.roots.size())), {}},
        {tr("Drifted items"), format::count(about.driftedItems), {}}};
    for (const Kind kind : allKinds()) {
        const KindCount &count = about.drift[size_t(kind)];
        if (count.items > 0)
            rows.push_back(
                {tr("%1 %2").arg(id(kind), title(kind)), format::count(count.items), {}});
    }
    m_totals->setRows(std::move(rows));
    m_fields->hide();
    m_own->hide();
    m_totals->show();
    for (InspectorSection *section : {m_why, m_origin, m_rule})
        section->setText({});
    m_subtree->hide();
    m_stack->setCurrentIndex(1);
}

} // namespace arborist
