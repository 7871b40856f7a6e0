import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OfficerDirectory } from './identity.ts';
import { type Names, region } from './names.ts';
import { Records } from './records.ts';
import type { Settings } from './settings.ts';

export interface StackOfStageProps {
  readonly names: Names;
  readonly settings: Settings;
}

/** What must survive: the records, the documents and the directory of officers. */
export class RecordsStack extends Stack {
  constructor(scope: Construct, id: string, { names, settings }: StackOfStageProps) {
    super(scope, id, {
      stackName: names.stacks.records,
      description: 'Patravali: records, documents and officers of a district',
      // The region is ours; the account is whichever one deploys.
      env: { region },
      terminationProtection: settings.protect,
    });
    const { table } = new Records(this, 'Records', { names, settings });
    if (!table.tableStreamArn) throw new Error('The record table must have a stream.');
    new CfnOutput(this, 'RecordStream', {
      value: table.tableStreamArn,
      exportName: names.exports.recordStream,
      description: 'The stream of the record table',
    });

    if (settings.signIn.kind === 'cognito') {
      const { mfa } = settings.signIn;
      const officers = new OfficerDirectory(this, 'Officers', {
        names,
        mfa,
        protect: settings.protect,
      });
      new CfnOutput(this, 'OfficerPool', {
        value: officers.pool.userPoolId,
        exportName: names.exports.officerPool,
        description: 'The user pool of the officers',
      });
    }
  }
}
