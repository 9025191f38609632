// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

// Apart from the test, since moc gives up at raw strings.
namespace arborist::testing {

inline const QByteArray kSeedSchema = R"(
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE organizations (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE NOT NULL,
                            owner_id int);
CREATE TABLE users (id serial PRIMARY KEY, organization_id int NOT NULL REFERENCES organizations,
                    email varchar(60) NOT NULL UNIQUE, age int CHECK (age > 0), mood mood,
                    tags text[], settings jsonb, joined date,
                    label text GENERATED ALWAYS AS (email || '!') STORED);
ALTER TABLE organizations ADD FOREIGN KEY (owner_id) REFERENCES users;
CREATE TABLE nodes (id int PRIMARY KEY, parent_id int REFERENCES nodes, title text DEFAULT 'none');
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int REFERENCES users,
                    text text);
CREATE TABLE "Odd name ☃" ("a ""b""" int PRIMARY KEY, "💡" text);
CREATE TABLE bare (note text);
CREATE TABLE drizzle_like (id int);
)";
inline const QByteArray kAccountsJson =
    R"([{"email": "eve@example.com", "password": "hush-hush", "role": "editor"}])";
inline const QByteArray kCircleJson =
    R"({"organizations": [{"id": 1, "name": "Acme", "owner_id": 7}],
            "users": [{"id": 7, "organization_id": 1, "email": "x@example.com"}],
            "nodes": [{"id": 2, "parent_id": 1}, {"id": 1, "title": "root"}]})";
inline const QByteArray kUsersJson =
    R"({"$accounts": [{"email": "bo@example.com", "password": "sesame-2"}],
            "users": [{"id": 1, "organization_id": 1, "email": "anna@example.com", "age": 31,
                       "mood": "good", "tags": ["red", "dark blue"], "settings": {"a": [1, 2]},
                       "joined": "2026-01-31"},
                      {"id": 2, "organization_id": 2, "email": "bo@example.com", "age": null,
                       "mood": "bad", "tags": null, "settings": null, "joined": "2026-02-01"},
                      {"id": 3, "organization_id": 2, "email": "c@example.com"}]})";
inline const QByteArray kOddJson = R"({"Odd name ☃": [{"a \"b\"": 1, "💡": "it's"}]})";

} // namespace arborist::testing
