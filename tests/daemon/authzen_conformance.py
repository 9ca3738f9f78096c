#!/usr/bin/env python3
"""Runs OpenFGA's recorded AuthZEN requests against a pembad of its own.

  authzen_conformance.py PEMBAD [-v]

The cases stand in ../shared/conformance beside the project, never in it; without them this says
`skipped` and exits 77. authzen_conformance_exceptions.txt names those that are not compared, most of
them since AuthZEN's specification says otherwise.
"""
import json
import sys

import cases


def adapt(case, name):
    # The recorded server was told the URL that it was asked at, this one another.
    case['response'] = json.loads(json.dumps(case['response']).replace('{{base_url}}', cases.BASE_URL))


def main():
    cases.skip_without_cases()
    with cases.running(sys.argv[1]) as server:
        results = [cases.run_transcripts(server.url, 'openfga/authzen', 'authzen_conformance_exceptions.txt',
                                         '-v' in sys.argv, adapt)]
    return cases.close(results, server)


if __name__ == '__main__':
    sys.exit(main())
