"""A table for the head of each day. New table only: old code runs beside it; backwards drops the heads kept so far."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('seq', models.BigIntegerField()),
                ('mac', models.CharField(max_length=64)),
                ('checked', models.BigIntegerField(default=0)),
                ('is_whole', models.BooleanField()),
                ('whole_walk', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
    ]
